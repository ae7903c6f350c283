package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.engine.BatchingEngine;
import io.github.meshclassifier.internal.engine.DeviceRunners;
import io.github.meshclassifier.internal.engine.EngineMetrics;
import io.github.meshclassifier.internal.engine.Urgency;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.InferenceException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scores texts with a model that is shared: a text is tokenized on the calling thread, its
 * sequences share batches with others on the device, and its logits are returned. Thread-safe. The
 * model is freed when this is closed and nothing uses it any more.
 */
final class TextScoring implements AutoCloseable {
  private final TextModel model;
  private final BatchingEngine engine;
  private final UseCounter uses;
  private final ScoringOptions options;

  TextScoring(TextModel model, ComputeDevice device, ScoringOptions options) {
    this.model = model;
    this.uses = new UseCounter(model::close);
    this.options = options;
    this.engine =
        new BatchingEngine(
            model::logits,
            DeviceRunners.of(device.toString()),
            model.isPadded(),
            options.tokensPerBatch());
  }

  EngineMetrics metrics() {
    return engine.metrics();
  }

  /** Scores one text and waits for it. */
  ScoredText score(String text) {
    EncodedText encoded = acquireAndEncode(text);
    float[][] logits =
        await(engine.submit(encoded.sequences(), Urgency.INTERACTIVE, uses::release));
    return new ScoredText(encoded, List.of(logits));
  }

  /**
   * Scores one text unless too many wait.
   *
   * @param timeout how long the caller would wait, null for ever
   * @param reading what is made of the logits
   */
  @SuppressWarnings("FutureReturnValueIgnored") // each of the two futures ends the other
  <R> CompletableFuture<R> scoreAsync(
      String text, @Nullable Duration timeout, Function<ScoredText, R> reading) {
    EncodedText encoded = acquireAndEncode(text);
    CompletableFuture<float[][]> logits =
        engine.submitWithin(options.queueCapacity(), encoded.sequences(), uses::release);
    PendingResult<R> result = new PendingResult<>(logits);
    // Actions that depend on the logits must not block. Those that depend on the result may: they
    // run on other threads.
    logits.whenCompleteAsync(
        (computed, failure) -> {
          if (logits.isCancelled()) {
            return; // by the result, which is complete or about to be
          }
          try {
            if (failure != null) {
              throw failure;
            }
            result.complete(reading.apply(new ScoredText(encoded, List.of(computed))));
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        },
        ResultThreads.shared());
    if (timeout != null) {
      Future<?> timer = Timeouts.after(timeout, logits);
      logits.whenComplete((computed, failure) -> timer.cancel(false));
    }
    result.whenComplete((value, failure) -> logits.cancel(false));
    return result;
  }

  private EncodedText acquireAndEncode(String text) {
    acquire();
    try {
      return model.encode(text);
    } catch (Throwable failure) {
      uses.release();
      throw failure;
    }
  }

  /** Begins a use of the model; throws IllegalStateException if this is closed. */
  void acquire() {
    if (!uses.tryAcquire()) {
      throw new IllegalStateException("MeshClassifier is closed");
    }
  }

  /** Begins another use while one goes on, also if this is closed. */
  void acquireAgain() {
    uses.acquireAgain();
  }

  void release() {
    uses.release();
  }

  /** Encodes a text while the model is in use. */
  EncodedText encode(String text) {
    return model.encode(text);
  }

  /**
   * Submits the sequences of some texts; few of them are as urgent as a single text. Ends a use of
   * the model when they are done, also if it fails.
   */
  CompletableFuture<float[][]> submit(List<int[]> sequences) {
    long tokens = sequences.stream().mapToLong(sequence -> sequence.length).sum();
    Urgency urgency = tokens <= options.tokensPerBatch() ? Urgency.INTERACTIVE : Urgency.BULK;
    return engine.submit(sequences, urgency, uses::release);
  }

  /**
   * Waits for logits; withdraws the texts if the thread is interrupted.
   *
   * @throws CancellationException if the thread is interrupted; it stays so
   * @throws InferenceException if they cannot be computed
   * @throws IllegalStateException if the process is ending
   */
  static float[][] await(CompletableFuture<float[][]> logits) {
    try {
      return logits.get();
    } catch (InterruptedException e) {
      logits.cancel(false);
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("the thread was interrupted while it waited for a prediction");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      // A new exception: its stack trace is the caller's, that of its cause the runner's.
      Throwable cause = Objects.requireNonNull(e.getCause());
      String message = String.valueOf(cause.getMessage());
      throw cause instanceof IllegalStateException
          ? new IllegalStateException(message, cause)
          : new InferenceException(message, cause);
    }
  }

  /** Refuses new uses, and frees the model as soon as nothing uses it; idempotent. */
  @Override
  public void close() {
    uses.close();
  }
}
