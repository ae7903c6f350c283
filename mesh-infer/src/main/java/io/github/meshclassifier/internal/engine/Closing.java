package io.github.meshclassifier.internal.engine;

/** Closes several native resources, each even if one before it failed. */
public final class Closing {
  private Closing() {}

  /** Closes in the order given; throws the first failure, with later ones suppressed. */
  public static void inOrder(Runnable... steps) {
    RuntimeException first = null;
    for (Runnable step : steps) {
      try {
        step.run();
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
