package io.github.meshclassifier.infer;

import java.util.concurrent.CompletableFuture;

/**
 * A prediction that is to come from logits. Whoever cancels it takes the text back before anything
 * that depends on it runs, since that may block.
 *
 * <p>Thread-safe.
 */
final class PendingPrediction extends CompletableFuture<Prediction> {
  private final CompletableFuture<?> logits;

  PendingPrediction(CompletableFuture<?> logits) {
    this.logits = logits;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    logits.cancel(false);
    return super.cancel(mayInterruptIfRunning);
  }
}
