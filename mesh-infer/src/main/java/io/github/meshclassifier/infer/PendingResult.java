package io.github.meshclassifier.infer;

import java.util.concurrent.CompletableFuture;

/**
 * A result that is made of logits when they are there. Cancelling it withdraws the text before
 * dependent actions run, since these may block. Thread-safe.
 */
final class PendingResult<R> extends CompletableFuture<R> {
  private final CompletableFuture<?> logits;

  PendingResult(CompletableFuture<?> logits) {
    this.logits = logits;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    logits.cancel(false);
    return super.cancel(mayInterruptIfRunning);
  }
}
