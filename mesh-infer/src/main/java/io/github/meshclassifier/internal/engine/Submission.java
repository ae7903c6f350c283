package io.github.meshclassifier.internal.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sequences whose logits a caller wants together. Thread-safe, as long as each sequence is settled
 * once: delivered, failed or dropped.
 */
final class Submission {
  private final CompletableFuture<float[][]> result = new CompletableFuture<>();
  private final float[][] logits;
  private final Urgency urgency;
  private final Runnable settled;
  private final AtomicInteger open;

  /**
   * Makes a submission of which nothing is done.
   *
   * @param settled run once, before the result is there, when the engine no longer uses it
   */
  Submission(int sequences, Urgency urgency, Runnable settled) {
    this.logits = new float[sequences][];
    this.urgency = urgency;
    this.settled = settled;
    this.open = new AtomicInteger(sequences);
  }

  /**
   * What the caller waits for; if it is completed before the engine has finished, the rest is not
   * computed.
   */
  CompletableFuture<float[][]> result() {
    return result;
  }

  Urgency urgency() {
    return urgency;
  }

  /** Whether nobody waits any more: it was cancelled, ran out of time, or a part of it failed. */
  boolean abandoned() {
    return result.isDone();
  }

  void deliver(int index, float[] row) {
    logits[index] = row;
    settleOne(null);
  }

  void drop() {
    settleOne(null);
  }

  void fail(Throwable failure) {
    if (open.get() > 1) {
      result.completeExceptionally(failure);
    }
    settleOne(failure);
  }

  private void settleOne(@Nullable Throwable failure) {
    if (open.decrementAndGet() > 0) {
      return;
    }
    // Before the caller is told, so that a caller that closes the model next finds it unused.
    settled.run();
    if (failure != null) {
      result.completeExceptionally(failure);
    } else {
      result.complete(logits);
    }
  }
}
