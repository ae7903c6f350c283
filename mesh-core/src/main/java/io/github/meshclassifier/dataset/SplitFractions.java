package io.github.meshclassifier.dataset;

/**
 * How large the parts of a split are to be.
 *
 * <p>Immutable and thread-safe.
 *
 * @param training the share for training, in [0, 1]
 * @param validation the share that chooses the epoch and thresholds, in [0, 1]
 * @param test the share that nothing but the final measurement sees, in [0, 1]
 */
public record SplitFractions(double training, double validation, double test) {
  private static final double TOLERANCE = 1e-9;

  /**
   * Requires shares of a whole.
   *
   * @param training the share for training, in [0, 1]
   * @param validation the share for validation, in [0, 1]
   * @param test the share for the test, in [0, 1]
   * @throws IllegalArgumentException if one is not in [0, 1], or their sum is not 1 within 1e-9
   */
  public SplitFractions {
    require("training", training);
    require("validation", validation);
    require("test", test);
    double sum = training + validation + test;
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException(
          "the fractions of a split must add up to 1, were "
              + training
              + " + "
              + validation
              + " + "
              + test
              + " = "
              + sum);
    }
  }

  private static void require(String name, double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "the fraction for " + name + " must be between 0 and 1, was " + fraction);
    }
  }

  double[] toArray() {
    return new double[] {training, validation, test};
  }
}
