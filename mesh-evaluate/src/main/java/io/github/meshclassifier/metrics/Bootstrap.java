package io.github.meshclassifier.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Confidence intervals of metrics: how far chance in the choice of the test articles may have moved
 * them.
 *
 * <pre>{@code
 * ConfidenceInterval microF1 =
 *     Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MICRO_F1, Resampling.DEFAULT);
 * }</pre>
 *
 * <p>As many articles as there are are drawn with replacement, the metric is computed, and this is
 * repeated; of R values in rising order, the ends of the interval at level c are those in place (R
 * + 1)(1 - c) / 2 from below and from above, interpolated linearly between two places. This is the
 * percentile interval: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993,
 * chapter 13; A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997,
 * section 5.3. It stays in the range of the metric and keeps both ends of an average that is
 * bounded. The corrections of the BCa interval are left out: they need one more evaluation for each
 * article, and are smaller than what is rounded away on some hundred articles, and estimated badly
 * from labels with few positives, where they would matter. With few articles, or for a label with
 * few positives, any bootstrap interval is too narrow.
 *
 * <p>Articles are taken to be drawn independently. Resamples in which a metric is undefined are
 * left out; if it is undefined on the articles themselves, the interval is too. The interval says
 * nothing about randomness in training: for that, train with several seeds.
 *
 * <p>A resample takes time linear in articles and labels, one thread, whatever the metric; nothing
 * is sorted again. Memory is 8 bytes a cell, and 4 more for metrics of the labels' rankings.
 *
 * <p>Thread-safe; it keeps no state.
 */
public final class Bootstrap {
  private Bootstrap() {}

  /**
   * Computes the interval of one metric.
   *
   * @param articles expected labels and scores
   * @param thresholds what decides; metrics of the ranking ignore it
   * @param metric the metric
   * @param resampling how often, how sure and from which seed
   * @return the metric of the articles and its interval
   * @throws IllegalArgumentException if the thresholds do not fit the number of labels
   */
  public static ConfidenceInterval interval(
      ScoredArticles articles, Thresholds thresholds, Metric metric, Resampling resampling) {
    Map<Metric, ConfidenceInterval> intervals =
        intervals(articles, thresholds, List.of(metric), resampling);
    return Objects.requireNonNull(intervals.get(metric));
  }

  /**
   * Computes the intervals of several metrics from the same resamples; each is what {@link
   * #interval} gives.
   *
   * @param articles expected labels and scores
   * @param thresholds what decides; metrics of the ranking ignore it
   * @param metrics the metrics, in any order; copied
   * @param resampling how often, how sure and from which seed
   * @return an interval for each metric, in the order of the constants of {@link Metric},
   *     unmodifiable
   * @throws IllegalArgumentException if the thresholds do not fit the number of labels
   */
  public static Map<Metric, ConfidenceInterval> intervals(
      ScoredArticles articles,
      Thresholds thresholds,
      Collection<Metric> metrics,
      Resampling resampling) {
    Decisions decisions = new Decisions(articles, thresholds);
    Map<Metric, ConfidenceInterval> intervals = new EnumMap<>(Metric.class);
    if (metrics.isEmpty()) {
      return Collections.unmodifiableMap(intervals);
    }
    WeightedMetrics weighted = new WeightedMetrics(metrics, List.of(decisions));
    double[][] values = new double[EnumSet.copyOf(metrics).size()][resampling.resamples()];
    Draws draws = new Draws(articles.size(), resampling.seed());
    for (int resample = 0; resample < resampling.resamples(); resample++) {
      double[] ofResample = weighted.of(draws.next());
      for (int i = 0; i < ofResample.length; i++) {
        values[i][resample] = ofResample[i];
      }
    }
    int i = 0;
    for (Metric metric : EnumSet.copyOf(metrics)) {
      double estimate = metric.of(articles, thresholds);
      intervals.put(metric, percentile(estimate, values[i++], resampling.level()));
    }
    return Collections.unmodifiableMap(intervals);
  }

  /**
   * Computes the interval of the F1 of each label, from the same resamples as {@link #intervals}.
   *
   * @param articles expected labels and scores
   * @param thresholds what decides
   * @param resampling how often, how sure and from which seed
   * @return the interval of each label in their order, unmodifiable; from 0 to 0 for a label that
   *     is neither expected nor predicted
   * @throws IllegalArgumentException if the thresholds do not fit the number of labels
   */
  public static List<ConfidenceInterval> f1PerLabel(
      ScoredArticles articles, Thresholds thresholds, Resampling resampling) {
    WeightedCounts counts = new WeightedCounts(List.of(new Decisions(articles, thresholds)));
    double[][] values = new double[articles.labels().size()][resampling.resamples()];
    Draws draws = new Draws(articles.size(), resampling.seed());
    for (int resample = 0; resample < resampling.resamples(); resample++) {
      counts.count(draws.next());
      for (int label = 0; label < values.length; label++) {
        values[label][resample] = counts.f1(label);
      }
    }
    List<LabelEvaluation> perLabel = articles.evaluate(thresholds).perLabel();
    List<ConfidenceInterval> intervals = new ArrayList<>();
    for (int label = 0; label < values.length; label++) {
      double estimate = perLabel.get(label).f1();
      intervals.add(percentile(estimate, values[label], resampling.level()));
    }
    return Collections.unmodifiableList(intervals);
  }

  /** Returns the percentile interval of values, of which those that are NaN do not count. */
  static ConfidenceInterval percentile(double estimate, double[] values, double level) {
    double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    if (Double.isNaN(estimate) || sorted.length == 0) {
      return new ConfidenceInterval(Double.NaN, Double.NaN, Double.NaN, level);
    }
    Arrays.sort(sorted);
    double tail = (1 - level) / 2;
    return new ConfidenceInterval(
        estimate, quantile(sorted, tail), quantile(sorted, 1 - tail), level);
  }

  /** Returns the value in place (R + 1) part of R sorted ones, counted from 1. */
  private static double quantile(double[] sorted, double part) {
    double place = Math.min(Math.max((sorted.length + 1) * part - 1, 0), sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The resamples of a number of articles, one after the other. */
  static final class Draws {
    private final SplitMix random;
    private final int[] weights;

    Draws(int articles, long seed) {
      this.random = new SplitMix(seed);
      this.weights = new int[articles];
    }

    /** Returns how often each article is in the next resample, in the same array every time. */
    int[] next() {
      Arrays.fill(weights, 0);
      for (int i = 0; i < weights.length; i++) {
        weights[random.nextInt(weights.length)]++;
      }
      return weights;
    }
  }
}
