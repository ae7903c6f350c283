package io.github.meshclassifier.calibration;

/**
 * When a gain that cross-validation finds is more than chance: a one-sided test at the level of 5
 * %, whose standard error is that of the jackknife over the parts.
 */
final class SureGain {
  /** How many parts the articles are divided into. */
  static final int FOLDS = 10;

  /** The 95th percentile of Student's t with one degree of freedom less than folds. */
  private static final double PERCENTILE = 1.833;

  private SureGain() {}

  /**
   * Returns what a gain has to reach.
   *
   * @param gainsWithout the gain over all articles but those of a part, for each part
   */
  static double least(double[] gainsWithout) {
    int count = gainsWithout.length;
    double mean = 0;
    for (double gain : gainsWithout) {
      mean += gain / count;
    }
    double sum = 0;
    for (double gain : gainsWithout) {
      sum += (gain - mean) * (gain - mean);
    }
    return PERCENTILE * Math.sqrt(sum * (count - 1) / count);
  }
}
