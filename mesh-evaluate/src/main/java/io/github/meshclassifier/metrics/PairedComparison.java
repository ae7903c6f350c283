package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A comparison of two models on the same articles.
 *
 * <p>Immutable and thread-safe. How hard the articles are for both cancels out, so a difference can
 * be significant although the intervals of the two overlap.
 *
 * <pre>{@code
 * PairedComparison comparison =
 *     PairedComparison.of(first, Thresholds.DEFAULT, second, Thresholds.DEFAULT);
 * PairedComparison.MetricDifference difference =
 *     comparison.difference(Metric.MICRO_F1, Resampling.DEFAULT);
 * }</pre>
 *
 * <p>Two questions are asked. How large is the difference? The <em>paired bootstrap</em> draws
 * articles with replacement, as {@link Bootstrap} does, and takes the difference of the models on
 * the same ones; its p-value is (1 + the smaller of the numbers of differences of at most and at
 * least 0) / (R + 1), doubled, at most 1 (Davison and Hinkley, section 4.4). Could the two models
 * be the same? The <em>randomization test</em> exchanges, for each article with chance 1/2, what
 * the two say of it, and counts how often that makes a difference of at least the size found: (1 +
 * that number) / (R + 1). Source: E. W. Noreen, Computer-intensive Methods for Testing Hypotheses,
 * 1989; A. Yeh, More accurate tests for the statistical significance of result differences, COLING
 * 2000. Neither says whether the models would differ again if they were trained again. Among many
 * pairs or metrics, some p-values are small by chance: correct for their number.
 */
public final class PairedComparison {
  /** Keeps the exchanges apart from the draws of the bootstrap. */
  private static final long EXCHANGE_STREAM = 0x5DEECE66DL;

  /** Differences are of sums in another order, so equal ones may differ by rounding. */
  private static final double ROUNDING = 1e-12;

  private final Decisions first;
  private final Decisions second;

  private PairedComparison(Decisions first, Decisions second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Pairs two sets.
   *
   * @param first what the first model says
   * @param firstThresholds where it decides
   * @param second what the second model says, of the same articles in the same order
   * @param secondThresholds where it decides
   * @return the comparison
   * @throws IllegalArgumentException if the labels, the number of articles, an expected label or an
   *     ignored cell differ, or thresholds do not fit the number of labels
   */
  public static PairedComparison of(
      ScoredArticles first,
      Thresholds firstThresholds,
      ScoredArticles second,
      Thresholds secondThresholds) {
    checkSame(first, second);
    return new PairedComparison(
        new Decisions(first, firstThresholds), new Decisions(second, secondThresholds));
  }

  private static void checkSame(ScoredArticles first, ScoredArticles second) {
    if (!first.labels().equals(second.labels())) {
      throw new IllegalArgumentException(
          "two models are compared on the same labels in the same order, found "
              + first.labels()
              + " and "
              + second.labels());
    }
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "two models are compared on the same articles, found "
              + first.size()
              + " and "
              + second.size());
    }
    for (int article = 0; article < first.size(); article++) {
      for (int label = 0; label < first.labels().size(); label++) {
        if (first.isExpected(article, label) != second.isExpected(article, label)
            || first.isIgnored(article, label) != second.isIgnored(article, label)) {
          throw new IllegalArgumentException(
              "two models are compared on the same articles in the same order; article "
                  + (article + 1)
                  + " differs in whether label "
                  + Printable.quote(first.labels().get(label))
                  + " is expected or ignored");
        }
      }
    }
  }

  /**
   * Compares by one metric.
   *
   * @param metric the metric
   * @param resampling how often, how sure and from which seed; as many exchanges as resamples
   * @return the difference
   */
  public MetricDifference difference(Metric metric, Resampling resampling) {
    return Objects.requireNonNull(differences(List.of(metric), resampling).get(metric));
  }

  /**
   * Compares by several metrics in the same resamples; each is what {@link #difference} gives.
   *
   * @param metrics the metrics, in any order; copied
   * @param resampling how often, how sure and from which seed; as many exchanges as resamples
   * @return the difference by each metric, in the order of the constants of {@link Metric},
   *     unmodifiable
   */
  public Map<Metric, MetricDifference> differences(
      Collection<Metric> metrics, Resampling resampling) {
    Map<Metric, MetricDifference> differences = new EnumMap<>(Metric.class);
    if (metrics.isEmpty()) {
      return Collections.unmodifiableMap(differences);
    }
    List<Metric> ordered = List.copyOf(EnumSet.copyOf(metrics));
    double[][] resampled = resampled(ordered, resampling);
    double[][] exchanged = exchanged(ordered, resampling);
    for (int i = 0; i < ordered.size(); i++) {
      Metric metric = ordered.get(i);
      double ofFirst = metric.of(first.articles(), first.thresholds());
      double ofSecond = metric.of(second.articles(), second.thresholds());
      double difference = ofFirst - ofSecond;
      differences.put(
          metric,
          new MetricDifference(
              metric,
              ofFirst,
              ofSecond,
              Bootstrap.percentile(difference, resampled[i], resampling.level()),
              bootstrapPValue(difference, resampled[i]),
              randomizationPValue(difference, exchanged[i]),
              first.articles().size()));
    }
    return Collections.unmodifiableMap(differences);
  }

  /**
   * Compares the numbers of articles that each model has wholly right.
   *
   * @return the exact test of McNemar
   */
  public McNemarTest exactMatches() {
    long firstOnly = 0;
    long secondOnly = 0;
    for (int article = 0; article < first.articles().size(); article++) {
      boolean ofFirst = first.counts(article).isExact();
      boolean ofSecond = second.counts(article).isExact();
      firstOnly += ofFirst && !ofSecond ? 1 : 0;
      secondOnly += ofSecond && !ofFirst ? 1 : 0;
    }
    return McNemarTest.of(firstOnly, secondOnly);
  }

  /** Returns, for each metric, its difference in each resample of the articles. */
  private double[][] resampled(List<Metric> metrics, Resampling resampling) {
    WeightedMetrics ofFirst = new WeightedMetrics(metrics, List.of(first));
    WeightedMetrics ofSecond = new WeightedMetrics(metrics, List.of(second));
    Bootstrap.Draws draws = new Bootstrap.Draws(first.articles().size(), resampling.seed());
    double[][] differences = new double[metrics.size()][resampling.resamples()];
    for (int resample = 0; resample < resampling.resamples(); resample++) {
      int[] weights = draws.next();
      subtract(ofFirst.of(weights), ofSecond.of(weights), differences, resample);
    }
    return differences;
  }

  /** Returns, for each metric, its difference after each exchange of outputs. */
  private double[][] exchanged(List<Metric> metrics, Resampling resampling) {
    int size = first.articles().size();
    WeightedMetrics ofBoth = new WeightedMetrics(metrics, List.of(first, second));
    SplitMix random = new SplitMix(resampling.seed() ^ EXCHANGE_STREAM);
    int[] one = new int[2 * size];
    int[] other = new int[2 * size];
    double[][] differences = new double[metrics.size()][resampling.resamples()];
    for (int exchange = 0; exchange < resampling.resamples(); exchange++) {
      long bits = 0;
      for (int article = 0; article < size; article++) {
        bits = article % Long.SIZE == 0 ? random.nextLong() : bits >>> 1;
        int swapped = (int) (bits & 1);
        one[article] = 1 - swapped;
        one[size + article] = swapped;
        other[article] = swapped;
        other[size + article] = 1 - swapped;
      }
      subtract(ofBoth.of(one), ofBoth.of(other), differences, exchange);
    }
    return differences;
  }

  private static void subtract(double[] left, double[] right, double[][] differences, int column) {
    for (int i = 0; i < left.length; i++) {
      differences[i][column] = left[i] - right[i];
    }
  }

  private static double bootstrapPValue(double difference, double[] resampled) {
    int notAbove = 0;
    int notBelow = 0;
    int defined = 0;
    for (double value : resampled) {
      notAbove += value <= ROUNDING ? 1 : 0;
      notBelow += value >= -ROUNDING ? 1 : 0;
      defined += Double.isNaN(value) ? 0 : 1;
    }
    return Double.isNaN(difference)
        ? Double.NaN
        : Math.min(1, 2.0 * (1 + Math.min(notAbove, notBelow)) / (defined + 1));
  }

  private static double randomizationPValue(double difference, double[] exchanged) {
    int asLarge = 0;
    int defined = 0;
    for (double value : exchanged) {
      asLarge += Math.abs(value) >= Math.abs(difference) - ROUNDING ? 1 : 0;
      defined += Double.isNaN(value) ? 0 : 1;
    }
    return Double.isNaN(difference) ? Double.NaN : (1.0 + asLarge) / (defined + 1);
  }

  /**
   * By how much two models differ in a metric on the same articles, and whether chance explains it.
   *
   * <p>Immutable and thread-safe. Values that are undefined, as an AUROC without positives, are
   * NaN, and the p-values with them.
   *
   * @param metric the metric
   * @param first the value of the first model
   * @param second the value of the second model
   * @param difference the first value less the second, with its interval from the paired bootstrap
   * @param bootstrapPValue twice the smaller of the parts of resamples in which the difference is
   *     at most 0 and at least 0, in (0, 1]
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

  /**
   * The exact test of McNemar: whether one model is right about more articles than the other.
   *
   * <p>Immutable and thread-safe.
   *
   * <p>Only articles count that one model has wholly right and the other not. If the models are
   * equally good, each of these is as likely to be the one's as the other's: the p-value is that of
   * the binomial distribution with chance 1/2, two-sided. Source: Q. McNemar, Note on the sampling
   * error of the difference between correlated proportions or percentages, Psychometrika 12, 1947.
   *
   * @param firstOnly the articles whose labels the first model alone has all right, 0 or more
   * @param secondOnly the articles whose labels the second model alone has all right, 0 or more
   * @param pValue the chance of numbers as unequal or more if the models are equally good, in (0,
   *     1]; 1 if there is no such article
   */
  public record McNemarTest(long firstOnly, long secondOnly, double pValue) {

    /**
     * Computes the p-value. Takes time linear in the smaller number.
     *
     * @param firstOnly the articles that the first model alone has right, 0 or more
     * @param secondOnly the articles that the second model alone has right, 0 or more
     * @return the test
     * @throws IllegalArgumentException if a number is negative
     */
    public static McNemarTest of(long firstOnly, long secondOnly) {
      if (firstOnly < 0 || secondOnly < 0) {
        throw new IllegalArgumentException(
            "numbers of articles must be 0 or more, were " + firstOnly + " and " + secondOnly);
      }
      long n = firstOnly + secondOnly;
      // The terms C(n, k) / 2^n by their logarithms, since 2^-n vanishes for n above 1074.
      double logTerm = -n * StrictMath.log(2);
      double sum = 0;
      for (long k = 0; k <= Math.min(firstOnly, secondOnly); k++) {
        sum += StrictMath.exp(logTerm);
        logTerm += StrictMath.log((double) (n - k) / (k + 1));
      }
      return new McNemarTest(
          firstOnly, secondOnly, Math.max(Double.MIN_NORMAL, Math.min(1, 2 * sum)));
    }
  }
}
