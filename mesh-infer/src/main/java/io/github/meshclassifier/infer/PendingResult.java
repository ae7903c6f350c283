package io.github.meshclassifier.infer;

import java.util.concurrent.CompletableFuture;

/**
 * A result that is to come from logits. Whoever cancels it takes the text back before anything that
 * depends on it runs, since that may block.
 *
 * <p>Thread-safe.
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
