package io.github.meshclassifier.metrics;

import java.util.Objects;

/**
 * By how much two models differ in a metric on the same articles, and whether chance explains it.
 *
 * <p>Immutable and thread-safe. Values that are undefined, as an AUROC without positives, are NaN,
 * and the p-values with them.
 *
 * @param metric the metric
 * @param first the value of the first model
 * @param second the value of the second model
 * @param difference the first value less the second, with its interval from the paired bootstrap
 * @param bootstrapPValue twice the smaller of the parts of resamples in which the difference is at
 *     most 0 and at least 0, in (0, 1]
 * @param randomizationPValue the part of random exchanges of the two models' outputs that make at
 *     least the difference, in (0, 1]
 * @param articleCount the number of articles compared
 */
public record MetricDifference(
    Metric metric,
    double first,
    double second,
    ConfidenceInterval difference,
    double bootstrapPValue,
    double randomizationPValue,
    int articleCount) {

  /**
   * Requires metric and interval to be non-null.
   *
   * @param metric the metric
   * @param first the value of the first model
   * @param second the value of the second model
   * @param difference the difference with its interval
   * @param bootstrapPValue the p-value of the bootstrap
   * @param randomizationPValue the p-value of the randomization test
   * @param articleCount the number of articles
   * @throws NullPointerException if metric or interval is null
   */
  public MetricDifference {
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(difference, "difference");
  }
}
