package io.github.meshclassifier.metrics;

import java.util.Comparator;

/**
 * How many labels of one article are expected, predicted, and both.
 *
 * <p>All that the metrics per article need, and few distinct values occur, so an evaluation counts
 * the articles of each instead of summing ratios: the result is then the same, to the last bit,
 * whatever the order of the articles.
 */
record ArticleCounts(int truePositives, int predicted, int expected)
    implements Comparable<ArticleCounts> {

  private static final Comparator<ArticleCounts> ORDER =
      Comparator.comparingInt(ArticleCounts::truePositives)
          .thenComparingInt(ArticleCounts::predicted)
          .thenComparingInt(ArticleCounts::expected);

  PrecisionRecallF1 metrics() {
    return PrecisionRecallF1.ofCounts(
        truePositives, predicted - truePositives, expected - truePositives);
  }

  /** Size of the intersection of expected and predicted labels over the size of their union. */
  double jaccard() {
    return Ratio.of(truePositives, predicted + expected - truePositives);
  }

  boolean isExact() {
    return truePositives == predicted && truePositives == expected;
  }

  @Override
  public int compareTo(ArticleCounts other) {
    return ORDER.compare(this, other);
  }
}
