package io.github.meshclassifier.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of articles that each count a whole number of times, as in a resample.
 *
 * <p>What does not depend on the resample is computed once: decisions, the order of the scores, and
 * the values of single articles. A metric then takes one pass over the articles.
 *
 * <p>Not thread-safe; one per thread.
 */
final class WeightedMetrics {
  private static final Set<Metric> OF_COUNTS =
      EnumSet.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.WEIGHTED_F1, Metric.HAMMING_LOSS);

  private final List<Decisions> parts;
  private final Map<Metric, ToDoubleFunction<int[]>> measures = new EnumMap<>(Metric.class);
  private final @Nullable WeightedCounts counts;
  private @Nullable WeightedRankings rankings;
  private @Nullable List<ArticleRankings> articleRankings;

  /**
   * Prepares metrics of the articles of all parts, one after the other.
   *
   * @param metrics the metrics wanted
   */
  WeightedMetrics(Collection<Metric> metrics, List<Decisions> parts) {
    this.parts = parts;
    this.counts = metrics.stream().anyMatch(OF_COUNTS::contains) ? new WeightedCounts(parts) : null;
    for (Metric metric : metrics) {
      measures.put(metric, counts == null ? measure(metric) : measure(metric, counts));
    }
  }

  /**
   * Measures.
   *
   * @param weights how often each article counts, those of the first part first
   * @return the values in the order of the constants of {@link Metric}, NaN where undefined
   */
  double[] of(int[] weights) {
    if (counts != null) {
      counts.count(weights);
    }
    return measures.values().stream()
        .mapToDouble(measure -> measure.applyAsDouble(weights))
        .toArray();
  }

  private ToDoubleFunction<int[]> measure(Metric metric, WeightedCounts counted) {
    return switch (metric) {
      case MICRO_F1 -> weights -> counted.microF1();
      case MACRO_F1 -> weights -> counted.macroF1();
      case WEIGHTED_F1 -> weights -> counted.weightedF1();
      case HAMMING_LOSS -> weights -> counted.hammingLoss();
      default -> measure(metric);
    };
  }

  private ToDoubleFunction<int[]> measure(Metric metric) {
    return switch (metric) {
      case SAMPLES_F1 -> mean(ofDecisions(article -> article.metrics().f1()));
      case SAMPLES_JACCARD -> mean(ofDecisions(ArticleCounts::jaccard));
      case EXACT_MATCH -> mean(ofDecisions(article -> article.isExact() ? 1 : 0));
      case MACRO_AUROC -> rankings()::macroAuroc;
      case MACRO_AVERAGE_PRECISION -> rankings()::macroAveragePrecision;
      case LRAP -> mean(joined(ArticleRankings::labelRankingAveragePrecision));
      case COVERAGE_ERROR -> mean(joined(ArticleRankings::coverage));
      default -> throw new IllegalStateException(metric + " is of counts, which were not prepared");
    };
  }

  private WeightedRankings rankings() {
    if (rankings == null) {
      rankings = new WeightedRankings(parts);
    }
    return rankings;
  }

  private double[] ofDecisions(ToDoubleFunction<ArticleCounts> value) {
    return parts.stream()
        .flatMapToDouble(
            part ->
                IntStream.range(0, part.articles().size())
                    .mapToDouble(article -> value.applyAsDouble(part.counts(article))))
        .toArray();
  }

  private double[] joined(Function<ArticleRankings, double[]> values) {
    if (articleRankings == null) {
      articleRankings = parts.stream().map(Decisions::articles).map(ArticleRankings::of).toList();
    }
    return articleRankings.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
  }

  private static ToDoubleFunction<int[]> mean(double[] values) {
    return weights -> {
      double sum = 0;
      long all = 0;
      for (int row = 0; row < values.length; row++) {
        sum += weights[row] * values[row];
        all += weights[row];
      }
      return sum / all;
    };
  }
}
