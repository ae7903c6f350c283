package io.github.meshclassifier.internal.engine;

/** Closes several native resources, each even if one before it failed. */
public final class Closing {
  private Closing() {}

  /** A resource whose close throws no checked exception. */
  @FunctionalInterface
  public interface Step {
    /** Closes it. */
    void close();
  }

  /**
   * Closes in the order given.
   *
   * @throws RuntimeException the first failure, with later ones suppressed
   */
  public static void inOrder(Step... steps) {
    RuntimeException first = null;
    for (Step step : steps) {
      try {
        step.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
