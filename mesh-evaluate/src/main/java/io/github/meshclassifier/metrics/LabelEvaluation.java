package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Objects;

/**
 * The result for one label of an evaluation: the four counts of its decisions, and the metrics that
 * follow from them.
 *
 * <p>Each article falls in exactly one of the four counts, or in none if the label is ignored in it
 * ({@link ScoredArticles}). A ratio whose denominator is 0 is 0.
 *
 * <p>Immutable and thread-safe.
 *
 * @param label the id of the label, such as the root letter {@code "C"}
 * @param truePositives the articles that have the label and are predicted to, 0 or more
 * @param falsePositives the articles that are predicted to have the label and do not, 0 or more
 * @param falseNegatives the articles that have the label and are not predicted to, 0 or more
 * @param trueNegatives the articles that neither have the label nor are predicted to, 0 or more
 */
public record LabelEvaluation(
    String label,
    long truePositives,
    long falsePositives,
    long falseNegatives,
    long trueNegatives) {

  /**
   * Requires counts that are not negative.
   *
   * @param label the id of the label
   * @param truePositives expected and predicted, 0 or more
   * @param falsePositives predicted alone, 0 or more
   * @param falseNegatives expected alone, 0 or more
   * @param trueNegatives neither, 0 or more
   * @throws IllegalArgumentException if a count is negative
   */
  public LabelEvaluation {
    Objects.requireNonNull(label, "label");
    if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
      throw new IllegalArgumentException(
          "counts of label "
              + Printable.quote(label)
              + " must be 0 or more, were "
              + truePositives
              + " true positives, "
              + falsePositives
              + " false positives, "
              + falseNegatives
              + " false negatives, "
              + trueNegatives
              + " true negatives");
    }
  }

  /**
   * Returns the precision, TP / (TP + FP).
   *
   * @return a value in [0, 1]; 0 if the label is never predicted
   */
  public double precision() {
    return metrics().precision();
  }

  /**
   * Returns the recall, TP / (TP + FN).
   *
   * @return a value in [0, 1]; 0 if the label is never expected
   */
  public double recall() {
    return metrics().recall();
  }

  /**
   * Returns the F1 score, 2 TP / (2 TP + FP + FN).
   *
   * @return a value in [0, 1]; 0 if the label is neither expected nor predicted
   */
  public double f1() {
    return metrics().f1();
  }

  /**
   * Returns the number of articles that have the label, TP + FN.
   *
   * @return 0 or more
   */
  public long support() {
    return truePositives + falseNegatives;
  }

  /** Returns the number of articles in which the label is not ignored. */
  long decisions() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  /**
   * Returns precision, recall and F1 together.
   *
   * @return the three values of {@link PrecisionRecallF1#ofCounts}
   */
  public PrecisionRecallF1 metrics() {
    return PrecisionRecallF1.ofCounts(truePositives, falsePositives, falseNegatives);
  }
}
