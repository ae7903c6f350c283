package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.McNemarTest;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The model of a report beside one of its baselines, on the same articles.
 *
 * <p>Immutable and thread-safe.
 *
 * @param baseline what the baseline is called
 * @param differences the model less the baseline, by metric in the order of {@link Metric}; those
 *     of {@link EvaluationReport#COMPARED_METRICS}
 * @param exactMatches the test of whether one has more articles wholly right than the other
 */
public record BaselineComparison(
    String baseline,
    Map<Metric, PairedComparison.MetricDifference> differences,
    McNemarTest exactMatches) {

  /**
   * Copies the map.
   *
   * @param baseline what the baseline is called
   * @param differences the model less the baseline
   * @param exactMatches the test
   */
  public BaselineComparison {
    Objects.requireNonNull(baseline, "baseline");
    Objects.requireNonNull(exactMatches, "exactMatches");
    EnumMap<Metric, PairedComparison.MetricDifference> copy = new EnumMap<>(Metric.class);
    copy.putAll(differences);
    differences = Collections.unmodifiableMap(copy);
  }

  /**
   * Returns the difference in a metric.
   *
   * @param metric one of {@link EvaluationReport#COMPARED_METRICS}
   * @return the model less the baseline
   * @throws IllegalArgumentException if the metric was not compared
   */
  public PairedComparison.MetricDifference difference(Metric metric) {
    PairedComparison.MetricDifference difference = differences.get(metric);
    if (difference == null) {
      throw new IllegalArgumentException(
          metric + " was not compared, expected one of " + differences.keySet());
    }
    return difference;
  }
}
