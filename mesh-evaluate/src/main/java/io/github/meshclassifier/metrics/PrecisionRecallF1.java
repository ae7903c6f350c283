package io.github.meshclassifier.metrics;

/**
 * Precision, recall and F1 score.
 *
 * <p>Either of one set of decisions, in which case F1 is the harmonic mean of the other two ({@link
 * #ofCounts}), or an average over labels or articles, in which case each of the three is averaged
 * by itself and F1 is in general <em>not</em> the harmonic mean of the averaged precision and
 * recall.
 *
 * <p>Immutable and thread-safe.
 *
 * @param precision the part of the predicted that is expected, in [0, 1]
 * @param recall the part of the expected that is predicted, in [0, 1]
 * @param f1 the F1 score, in [0, 1]
 */
public record PrecisionRecallF1(double precision, double recall, double f1) {

  /**
   * Requires each value to be in [0, 1].
   *
   * @param precision the precision, in [0, 1]
   * @param recall the recall, in [0, 1]
   * @param f1 the F1 score, in [0, 1]
   * @throws IllegalArgumentException if one is NaN or outside [0, 1]
   */
  public PrecisionRecallF1 {
    check("precision", precision);
    check("recall", recall);
    check("f1", f1);
  }

  /**
   * Computes the three from the counts of one set of decisions.
   *
   * <ul>
   *   <li>precision = TP / (TP + FP)
   *   <li>recall = TP / (TP + FN)
   *   <li>F1 = 2 TP / (2 TP + FP + FN), the harmonic mean of the two
   * </ul>
   *
   * A ratio whose denominator is 0 is 0. Source: C. J. van Rijsbergen, Information Retrieval, 2nd
   * edition, 1979, chapter 7 (F1 is 1 - E with equal weights).
   *
   * @param truePositives TP, what is expected and predicted, 0 or more
   * @param falsePositives FP, what is predicted and not expected, 0 or more
   * @param falseNegatives FN, what is expected and not predicted, 0 or more
   * @return precision, recall and F1
   * @throws IllegalArgumentException if a count is negative
   */
  public static PrecisionRecallF1 ofCounts(
      long truePositives, long falsePositives, long falseNegatives) {
    if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0) {
      throw new IllegalArgumentException(
          "counts must be 0 or more, were "
              + truePositives
              + " true positives, "
              + falsePositives
              + " false positives, "
              + falseNegatives
              + " false negatives");
    }
    double tp = truePositives;
    double fp = falsePositives;
    double fn = falseNegatives;
    return new PrecisionRecallF1(
        Ratio.of(tp, tp + fp), Ratio.of(tp, tp + fn), Ratio.of(2 * tp, 2 * tp + fp + fn));
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1], was " + value);
    }
  }
}
