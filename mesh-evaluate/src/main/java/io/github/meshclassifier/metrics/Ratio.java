package io.github.meshclassifier.metrics;

/** The division of counts that all metrics of this package use. */
final class Ratio {

  /**
   * The value of a ratio whose denominator is 0: 0, as with {@code zero_division=0} in
   * scikit-learn. A label that is neither expected nor predicted thus lowers an average instead of
   * vanishing from it.
   */
  static final double ZERO_DIVISION = 0.0;

  private Ratio() {}

  /** Returns numerator / denominator, {@link #ZERO_DIVISION} if the denominator is 0. */
  static double of(double numerator, double denominator) {
    return denominator == 0 ? ZERO_DIVISION : numerator / denominator;
  }
}
