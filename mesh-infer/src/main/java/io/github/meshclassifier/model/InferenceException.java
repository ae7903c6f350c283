package io.github.meshclassifier.model;

/**
 * A failure of the native engine: its library cannot be loaded, or a computation fails, by the
 * engine or by damaged weights. The message says what to do.
 *
 * <p>The library makes them; a test double of a classifier makes one to throw what a classifier
 * can. Not thread-safe, as all exceptions.
 */
public final class InferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed and what to do
   */
  public InferenceException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the engine's own failure
   */
  public InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
