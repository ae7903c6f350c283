package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.RankingEvaluation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The figures of a model and its baselines on one set of articles.
 *
 * <p>Immutable and thread-safe.
 *
 * @param model the model that the report is about
 * @param baselines what it is compared with, in the order given
 * @param comparisons the model beside each of the baselines, in the same order
 */
public record Measurements(
    MeasuredModel model, List<MeasuredModel> baselines, List<BaselineComparison> comparisons) {

  /**
   * Copies the lists.
   *
   * @param model the model
   * @param baselines what it is compared with
   * @param comparisons one for each baseline
   */
  public Measurements {
    Objects.requireNonNull(model, "model");
    baselines = List.copyOf(baselines);
    comparisons = List.copyOf(comparisons);
  }

  /** Returns the model, then its baselines. */
  List<MeasuredModel> models() {
    return Stream.concat(Stream.of(model), baselines.stream()).toList();
  }

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
      PairedComparison.McNemarTest exactMatches) {

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
}
