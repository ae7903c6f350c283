package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.RankingEvaluation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All figures of one model on the articles of a report.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name what the model is called
 * @param evaluation its decisions at its thresholds
 * @param ranking the order of its scores
 * @param intervals every metric with its confidence interval, in the order of {@link Metric}
 * @param f1PerLabel the F1 of each label with its confidence interval, in the order of the labels
 */
public record MeasuredModel(
    String name,
    Evaluation evaluation,
    RankingEvaluation ranking,
    Map<Metric, ConfidenceInterval> intervals,
    List<ConfidenceInterval> f1PerLabel) {

  /**
   * Copies map and list.
   *
   * @param name what the model is called
   * @param evaluation its decisions
   * @param ranking its order
   * @param intervals one for every metric
   * @param f1PerLabel one for every label
   * @throws IllegalArgumentException if a metric or a label has no interval, or there are more
   *     intervals than labels
   */
  public MeasuredModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ranking, "ranking");
    EnumMap<Metric, ConfidenceInterval> copy = new EnumMap<>(Metric.class);
    copy.putAll(intervals);
    intervals = Collections.unmodifiableMap(copy);
    f1PerLabel = List.copyOf(f1PerLabel);
    if (intervals.size() != Metric.values().length
        || f1PerLabel.size() != evaluation.labels().size()) {
      throw new IllegalArgumentException(
          "expected an interval for each of "
              + Metric.values().length
              + " metrics and "
              + evaluation.labels().size()
              + " labels, found "
              + intervals.size()
              + " and "
              + f1PerLabel.size());
    }
  }

  /**
   * Returns a metric with its interval.
   *
   * @param metric the metric
   * @return the interval; undefined if the metric is
   */
  public ConfidenceInterval interval(Metric metric) {
    return Objects.requireNonNull(intervals.get(metric), metric::id);
  }
}
