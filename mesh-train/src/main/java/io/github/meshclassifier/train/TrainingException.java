package io.github.meshclassifier.train;

/**
 * A training run that cannot go on: the data cannot be used, the loss is no longer a number, or the
 * engine failed.
 *
 * <p>What was saved before is still there. Not thread-safe, as all exceptions.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what was wrong, where, and what to do
   */
  public TrainingException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what was wrong, where, and what to do
   * @param cause what failed underneath
   */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
