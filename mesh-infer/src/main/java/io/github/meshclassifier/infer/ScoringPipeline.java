package io.github.meshclassifier.infer;

import io.github.meshclassifier.model.InferenceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scores any number of texts in order and in constant memory: while the engine computes one chunk,
 * the next is read and tokenized. Nothing is read before the first result is asked for, and never
 * more than two chunks ahead.
 *
 * <p>What goes wrong with an item is thrown when its turn comes, after the results of those before;
 * then there are no more. Not thread-safe.
 *
 * @param <T> what a text comes from
 */
final class ScoringPipeline<T> implements Iterator<ScoringPipeline.Scored<T>> {
  /** Texts that are tokenized together. */
  static final int CHUNK = 256;

  private static final int CHUNKS_AHEAD = 2;

  /**
   * A text with its result.
   *
   * @param item what it comes from
   * @param document its tokens
   * @param logits the logits of each of its sequences
   */
  record Scored<T>(T item, DocumentTokens document, List<float[]> logits) {}

  private record Chunk<T>(
      List<T> items, List<DocumentTokens> documents, CompletableFuture<float[][]> logits) {
    List<Scored<T>> scored(float[][] computed) {
      List<float[]> rows = List.of(computed);
      List<Scored<T>> scored = new ArrayList<>(documents.size());
      int from = 0;
      for (int i = 0; i < documents.size(); i++) {
        int to = from + documents.get(i).sequences().size();
        scored.add(new Scored<>(items.get(i), documents.get(i), rows.subList(from, to)));
        from = to;
      }
      return scored;
    }
  }

  private final Scoring scoring;
  private final Runnable acquire;
  private final Iterator<? extends T> source;
  private final Function<? super T, String> text;
  private final Deque<Chunk<T>> ahead = new ArrayDeque<>();
  private Iterator<Scored<T>> ready = Collections.emptyIterator();
  private @Nullable RuntimeException failure;
  private boolean exhausted;

  /**
   * Makes a pipeline that has read nothing.
   *
   * @param scoring computes
   * @param acquire begins a use of the model for a chunk, which the engine ends
   * @param source gives the items
   * @param text gives the text of an item; what it throws stands for the item
   */
  ScoringPipeline(
      Scoring scoring,
      Runnable acquire,
      Iterator<? extends T> source,
      Function<? super T, String> text) {
    this.scoring = scoring;
    this.acquire = acquire;
    this.source = source;
    this.text = text;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext()) {
      while (ahead.size() < CHUNKS_AHEAD && !exhausted) {
        readChunk();
      }
      Chunk<T> chunk = ahead.poll();
      if (chunk == null) {
        if (failure != null) {
          RuntimeException thrown = failure;
          failure = null;
          throw thrown;
        }
        return false;
      }
      ready = chunk.scored(awaitOrGiveUp(chunk.logits())).iterator();
    }
    return true;
  }

  @Override
  public Scored<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all texts have been scored");
    }
    return ready.next();
  }

  private float[][] awaitOrGiveUp(CompletableFuture<float[][]> logits) {
    try {
      return Scoring.await(logits);
    } catch (RuntimeException e) {
      exhausted = true;
      failure = null;
      ahead.forEach(chunk -> chunk.logits().cancel(false));
      ahead.clear();
      throw e;
    }
  }

  /** Reads, tokenizes and submits; the first failure ends the reading. */
  private void readChunk() {
    List<T> items = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try {
      while (items.size() < CHUNK && source.hasNext()) {
        T item = source.next();
        texts.add(text.apply(item));
        items.add(item);
      }
      exhausted = items.size() < CHUNK;
    } catch (RuntimeException e) {
      end(e);
    }
    if (!texts.isEmpty()) {
      submit(items, texts);
    }
  }

  private void end(RuntimeException reason) {
    failure = reason;
    exhausted = true;
  }

  private void submit(List<T> items, List<String> texts) {
    try {
      acquire.run();
    } catch (IllegalStateException e) {
      end(e);
      return;
    }
    boolean submitted = false;
    try {
      List<DocumentTokens> documents = new ArrayList<>(texts.size());
      List<int[]> sequences = new ArrayList<>(texts.size());
      try {
        for (String each : texts) {
          DocumentTokens document = scoring.encoder().encode(each);
          documents.add(document);
          sequences.addAll(document.sequences());
        }
      } catch (IllegalArgumentException | InferenceException e) {
        end(e);
      }
      if (!documents.isEmpty()) {
        submitted = true;
        ahead.add(new Chunk<>(items, documents, scoring.submitChunk(sequences)));
      }
    } finally {
      if (!submitted) {
        scoring.release();
      }
    }
  }
}
