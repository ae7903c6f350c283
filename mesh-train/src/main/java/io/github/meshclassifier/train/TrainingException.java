package io.github.meshclassifier.train;

import io.github.meshclassifier.run.TrainingRun.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * A training run that cannot go on: it was interrupted, the loss is no longer a number or exploded,
 * or the engine failed.
 *
 * <p>What was saved before is still there. Not thread-safe, as all exceptions.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why the run ended. */
  private final StopReason stopReason;

  /**
   * Makes an exception.
   *
   * @param message what was wrong, where, and what to do
   */
  public TrainingException(String message) {
    this(StopReason.FAILED, message, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what was wrong, where, and what to do
   * @param cause what failed underneath
   */
  public TrainingException(String message, Throwable cause) {
    this(StopReason.FAILED, message, cause);
  }

  TrainingException(StopReason stopReason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.stopReason = stopReason;
  }

  /**
   * Returns why the run ended.
   *
   * @return {@link StopReason#INTERRUPTED}, {@link StopReason#DIVERGED} or {@link
   *     StopReason#FAILED}
   */
  public StopReason stopReason() {
    return stopReason;
  }
}
