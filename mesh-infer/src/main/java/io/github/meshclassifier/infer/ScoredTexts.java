package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scores of any number of texts, in order and in constant memory: while the engine computes one
 * chunk, the next is read and tokenized. Nothing is read before the first result is asked for, and
 * never more than two chunks ahead.
 *
 * <p>An item without a text that can be scored is passed on with the reason. What else goes wrong,
 * as in the source or the engine, is thrown when its turn comes, after the results of the items
 * before; then there are no more. Not thread-safe.
 *
 * @param <T> what a text comes from
 */
final class ScoredTexts<T> implements Iterator<ScoredTexts.Item<T>> {
  /** Texts that are tokenized together. */
  static final int CHUNK = 256;

  private static final int CHUNKS_AHEAD = 2;

  /**
   * What became of an item: scores, or the reason why there are none.
   *
   * @param index its place in the source, from 0
   * @param scored the text with its scores, null if there are none
   * @param problem what is wrong with the text, null if nothing
   */
  record Item<T>(
      long index,
      T source,
      @Nullable ScoredText scored,
      @Nullable IllegalArgumentException problem) {
    /** Returns the scores; throws IllegalArgumentException if there are none. */
    ScoredText scoredOrThrow() {
      if (problem != null) {
        throw problem;
      }
      return Objects.requireNonNull(scored);
    }
  }

  /** An item that was read: its tokens, or what is wrong with it. */
  private record Encoded<T>(
      T source, @Nullable EncodedText text, @Nullable IllegalArgumentException problem) {}

  private record Chunk<T>(long first, List<Encoded<T>> items, CompletableFuture<float[][]> logits) {
    List<Item<T>> scored(float[][] computed) {
      List<float[]> rows = List.of(computed);
      List<Item<T>> scored = new ArrayList<>(items.size());
      int from = 0;
      for (Encoded<T> item : items) {
        EncodedText text = item.text();
        int to = text == null ? from : from + text.sequences().size();
        scored.add(
            new Item<>(
                first + scored.size(),
                item.source(),
                text == null ? null : new ScoredText(text, rows.subList(from, to)),
                item.problem()));
        from = to;
      }
      return scored;
    }
  }

  private final TextScoring scoring;
  private final Runnable acquire;
  private final Iterator<? extends T> source;
  private final Function<? super T, String> text;
  private final Deque<Chunk<T>> ahead = new ArrayDeque<>();
  private Iterator<Item<T>> ready = Collections.emptyIterator();
  private @Nullable RuntimeException failure;
  private boolean exhausted;
  private long read;

  /**
   * Has read nothing yet.
   *
   * @param acquire begins a use of the model for a chunk
   * @param text gives the text of an item; an {@link IllegalArgumentException} says that it has
   *     none
   */
  private ScoredTexts(
      TextScoring scoring,
      Runnable acquire,
      Iterator<? extends T> source,
      Function<? super T, String> text) {
    this.scoring = scoring;
    this.acquire = acquire;
    this.source = source;
    this.text = text;
  }

  /**
   * Scores texts while they are asked for; what is not read when the model is closed is refused.
   */
  static <T> ScoredTexts<T> lazily(
      TextScoring scoring, Iterator<? extends T> source, Function<? super T, String> text) {
    return new ScoredTexts<>(scoring, scoring::acquire, source, text);
  }

  /**
   * Scores texts to the end, also if the model is closed meanwhile.
   *
   * @param source makes what the texts come from; called once, while the model is in use
   */
  static <T> void forEach(
      TextScoring scoring,
      Function<TextScoring, ? extends Iterator<? extends T>> source,
      Function<? super T, String> text,
      Consumer<Item<T>> consumer) {
    scoring.acquire();
    try {
      new ScoredTexts<T>(scoring, scoring::acquireAgain, source.apply(scoring), text)
          .forEachRemaining(consumer);
    } finally {
      scoring.release();
    }
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
  public Item<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all texts have been scored");
    }
    return ready.next();
  }

  private float[][] awaitOrGiveUp(CompletableFuture<float[][]> logits) {
    try {
      return TextScoring.await(logits);
    } catch (RuntimeException e) {
      giveUp();
      throw e;
    }
  }

  /** Withdraws what was read ahead; nothing follows. */
  void giveUp() {
    exhausted = true;
    failure = null;
    ready = Collections.emptyIterator();
    ahead.forEach(chunk -> chunk.logits().cancel(false));
    ahead.clear();
  }

  /** Reads, tokenizes and submits; the first failure ends the reading. */
  private void readChunk() {
    List<T> items = new ArrayList<>();
    try {
      while (items.size() < CHUNK && source.hasNext()) {
        items.add(source.next());
      }
      exhausted = items.size() < CHUNK;
    } catch (RuntimeException e) {
      end(e);
    }
    if (!items.isEmpty()) {
      submit(items);
    }
  }

  private void end(RuntimeException reason) {
    failure = reason;
    exhausted = true;
  }

  private void submit(List<T> items) {
    try {
      acquire.run();
    } catch (IllegalStateException e) {
      end(e);
      return;
    }
    boolean submitted = false;
    try {
      List<Encoded<T>> encoded = encoded(items);
      List<int[]> sequences = new ArrayList<>(encoded.size());
      for (Encoded<T> item : encoded) {
        if (item.text() != null) {
          sequences.addAll(item.text().sequences());
        }
      }
      submitted = !sequences.isEmpty();
      ahead.add(
          new Chunk<>(
              read,
              encoded,
              submitted
                  ? scoring.submit(sequences)
                  : CompletableFuture.completedFuture(new float[0][])));
      read += encoded.size();
    } finally {
      if (!submitted) {
        scoring.release();
      }
    }
  }

  private List<Encoded<T>> encoded(List<T> items) {
    List<Encoded<T>> encoded = new ArrayList<>(items.size());
    for (T item : items) {
      try {
        long index = read + encoded.size();
        Objects.requireNonNull(item, () -> "article " + index + " (from 0) is null");
        encoded.add(new Encoded<>(item, scoring.encode(text.apply(item)), null));
      } catch (IllegalArgumentException e) {
        encoded.add(new Encoded<>(item, null, e));
      } catch (RuntimeException e) {
        end(e);
        break;
      }
    }
    return encoded;
  }
}
