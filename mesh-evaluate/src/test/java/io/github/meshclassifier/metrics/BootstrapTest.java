package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BootstrapTest {
  private static final Resampling FEW = new Resampling(200, 0.9, 5);
  private static final List<Metric> ALL = List.of(Metric.values());

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  /** A resample counted fast gives what the metric gives of the articles drawn. */
  @ParameterizedTest
  @MethodSource("seeds")
  void weightedMetrics_ofResample_areMetricsOfArticlesDrawn(long seed) {
    ScoredArticles articles = RandomScores.of(seed).set();
    Thresholds thresholds = Thresholds.uniform(0.4);
    WeightedMetrics weighted =
        new WeightedMetrics(ALL, List.of(new Decisions(articles, thresholds)));
    Bootstrap.Draws draws = new Bootstrap.Draws(articles.size(), seed);
    for (int resample = 0; resample < 10; resample++) {
      int[] weights = draws.next();
      assertThat(Arrays.stream(weights).sum()).isEqualTo(articles.size());
      double[] values = weighted.of(weights);
      ScoredArticles drawn = articles.select(indices(weights));
      for (int i = 0; i < values.length; i++) {
        double expected = ALL.get(i).of(drawn, thresholds);
        assertThat(Double.isNaN(values[i])).isEqualTo(Double.isNaN(expected));
        if (!Double.isNaN(expected)) {
          assertThat(values[i])
              .as("%s, seed %d", ALL.get(i), seed)
              .isCloseTo(expected, within(1e-12));
        }
      }
    }
  }

  private static int[] indices(int[] weights) {
    return IntStream.range(0, weights.length)
        .flatMap(article -> IntStream.range(0, weights[article]).map(time -> article))
        .toArray();
  }

  @Test
  void weightedCounts_weightsBeyondPackedCounters_areCounted() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A"))
            .add(new boolean[] {true}, new float[] {0.9f})
            .add(new boolean[] {false}, new float[] {0.9f})
            .add(new boolean[] {true}, new float[] {0.1f})
            .build();
    WeightedCounts counts =
        new WeightedCounts(List.of(new Decisions(articles, Thresholds.DEFAULT)));
    counts.count(new int[] {2_000_000, 1_500_000, 1_000_000});
    assertThat(counts.f1(0)).isCloseTo(4.0 / (4 + 1.5 + 1), within(1e-15));
    assertThat(counts.hammingLoss()).isCloseTo(2.5 / 4.5, within(1e-15));
  }

  @Test
  void intervals_ofAllMetrics_surroundTheirEstimates() {
    ScoredArticles articles = RandomScores.of(new Random(1), 200, 5).set();
    Map<Metric, ConfidenceInterval> intervals =
        Bootstrap.intervals(articles, Thresholds.DEFAULT, ALL, FEW);
    assertThat(intervals.keySet()).containsExactlyElementsOf(EnumSet.allOf(Metric.class));
    intervals.forEach(
        (metric, interval) -> {
          assertThat(interval.estimate()).isEqualTo(metric.of(articles, Thresholds.DEFAULT));
          assertThat(interval.level()).isEqualTo(0.9);
          assertThat(interval.contains(interval.estimate())).as("%s", metric).isTrue();
          assertThat(interval.high()).isGreaterThan(interval.low());
          assertThat(Bootstrap.interval(articles, Thresholds.DEFAULT, metric, FEW))
              .isEqualTo(interval);
        });
  }

  @Test
  void f1PerLabel_ofArticles_isIntervalOfEachLabel() {
    ScoredArticles articles = RandomScores.of(new Random(1), 200, 5).set();
    List<ConfidenceInterval> intervals =
        Bootstrap.f1PerLabel(articles, Thresholds.DEFAULT, Resampling.DEFAULT);
    List<LabelEvaluation> perLabel = articles.evaluate(Thresholds.DEFAULT).perLabel();
    assertThat(intervals).hasSameSizeAs(perLabel);
    for (int label = 0; label < intervals.size(); label++) {
      assertThat(intervals.get(label).estimate()).isEqualTo(perLabel.get(label).f1());
      assertThat(intervals.get(label).contains(perLabel.get(label).f1())).isTrue();
    }
  }

  @Test
  void f1PerLabel_ofOneLabel_isIntervalOfItsMicroF1() {
    ScoredArticles articles = RandomScores.of(new Random(2), 100, 1).set();
    assertThat(Bootstrap.f1PerLabel(articles, Thresholds.DEFAULT, FEW))
        .containsExactly(Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MICRO_F1, FEW));
  }

  @Test
  void interval_ofKnownNumbers_isTheSameEverywhere() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < 100; i++) {
      builder.add(new boolean[] {i % 2 == 0}, new float[] {i % 5 == 0 ? 0.2f : 0.8f});
    }
    ConfidenceInterval interval =
        Bootstrap.interval(builder.build(), Thresholds.DEFAULT, Metric.EXACT_MATCH, FEW);
    assertThat(interval.estimate()).isEqualTo(0.5);
    // The binomial distribution puts 90 % of exact matches between 0.42 and 0.58.
    assertThat(interval.low()).isCloseTo(0.42, within(0.02));
    assertThat(interval.high()).isCloseTo(0.58, within(0.02));
    assertThat(interval).isEqualTo(new ConfidenceInterval(0.5, 0.40049999999999997, 0.58, 0.9));
  }

  @Test
  void interval_sameSeed_isTheSameAndOtherSeedIsNot() {
    ScoredArticles articles = RandomScores.of(new Random(4), 150, 4).set();
    ConfidenceInterval interval =
        Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MACRO_F1, FEW);
    assertThat(Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MACRO_F1, FEW))
        .isEqualTo(interval);
    assertThat(Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MACRO_F1, FEW.withSeed(6)))
        .isNotEqualTo(interval);
  }

  @Test
  void interval_ofUndefinedMetric_isUndefined() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A"))
            .add(new boolean[1], new float[] {0.3f})
            .add(new boolean[1], new float[] {0.6f})
            .build();
    ConfidenceInterval interval =
        Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MACRO_AUROC, FEW);
    assertThat(interval.isDefined()).isFalse();
    assertThat(interval.low()).isNaN();
    assertThat(interval.contains(0.5)).isFalse();
  }

  @Test
  void interval_ofOneArticle_isAPoint() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A")).add(new boolean[] {true}, new float[] {0.7f}).build();
    assertThat(Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MICRO_F1, FEW))
        .isEqualTo(new ConfidenceInterval(1, 1, 1, 0.9));
  }

  @Test
  void intervals_ofNothingOrMisfit_areEmptyOrRefused() {
    ScoredArticles articles = RandomScores.of(1).set();
    assertThat(Bootstrap.intervals(articles, Thresholds.DEFAULT, List.of(), FEW)).isEmpty();
    Thresholds many = Thresholds.of(List.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1));
    assertThatThrownBy(() -> Bootstrap.interval(articles, many, Metric.MICRO_F1, FEW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bootstrap.f1PerLabel(articles, many, FEW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void percentile_ofSortedPlaces_interpolates() {
    double[] values = IntStream.rangeClosed(1, 199).mapToDouble(i -> 200 - i).toArray();
    // Of 199 values, those in places 200 * 0.025 = 5 and 195.
    ConfidenceInterval whole = Bootstrap.percentile(100, values, 0.95);
    assertThat(whole.estimate()).isEqualTo(100);
    assertThat(whole.low()).isCloseTo(5, within(1e-9));
    assertThat(whole.high()).isCloseTo(195, within(1e-9));
    ConfidenceInterval between = Bootstrap.percentile(100, values, 0.905);
    assertThat(between.low()).isCloseTo(9.5, within(1e-9));
    assertThat(between.high()).isCloseTo(190.5, within(1e-9));
  }

  @Test
  void percentile_undefinedResamples_doNotCount() {
    assertThat(Bootstrap.percentile(1, new double[] {Double.NaN, 2, 2, Double.NaN}, 0.5))
        .isEqualTo(new ConfidenceInterval(1, 2, 2, 0.5));
  }

  /**
   * Of 400 samples, the part whose 95 % interval contains the true value. If it did so with chance
   * 0.95, the part would have a standard deviation of 0.011; the percentile interval of 200
   * articles is known to be a little too narrow, so the lower bound leaves room for 0.94.
   */
  @Test
  void interval_onManySamples_containsTruthAsOftenAsItSays() {
    Population population = new Population(List.of(0.5, 0.2, 0.05));
    Resampling resampling = new Resampling(400, 0.95, 9);
    Random random = new Random(11);
    int samples = 400;
    int micro = 0;
    int macro = 0;
    for (int sample = 0; sample < samples; sample++) {
      Map<Metric, ConfidenceInterval> intervals =
          Bootstrap.intervals(
              population.draw(random, 200),
              Thresholds.DEFAULT,
              List.of(Metric.MICRO_F1, Metric.MACRO_F1),
              resampling.withSeed(sample));
      micro += intervals.get(Metric.MICRO_F1).contains(population.microF1()) ? 1 : 0;
      macro += intervals.get(Metric.MACRO_F1).contains(population.macroF1()) ? 1 : 0;
    }
    assertThat(micro / (double) samples).isBetween(0.91, 0.98);
    assertThat(macro / (double) samples).isBetween(0.91, 0.98);
  }

  /** Articles of three labels that a model with recall 0.8 and 10 % false alarms decides on. */
  record Population(List<Double> prevalences) {
    private static final double RECALL = 0.8;
    private static final double FALSE_ALARMS = 0.1;

    ScoredArticles draw(Random random, int articles) {
      ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B", "C"));
      for (int article = 0; article < articles; article++) {
        boolean[] expected = new boolean[prevalences.size()];
        float[] scores = new float[prevalences.size()];
        // A hard article makes errors on all labels likelier: they are not independent.
        double hardness = random.nextBoolean() ? 1.5 : 0.5;
        for (int label = 0; label < expected.length; label++) {
          expected[label] = random.nextDouble() < prevalences.get(label);
          double error = hardness * (expected[label] ? 1 - RECALL : FALSE_ALARMS);
          boolean right = random.nextDouble() >= error;
          scores[label] = right == expected[label] ? 0.9f : 0.1f;
        }
        builder.add(expected, scores);
      }
      return builder.build();
    }

    double microF1() {
      double prevalence = prevalences.stream().mapToDouble(p -> p).sum();
      return f1(prevalence, prevalences.size() - prevalence);
    }

    double macroF1() {
      return prevalences.stream().mapToDouble(p -> f1(p, 1 - p)).average().orElseThrow();
    }

    private static double f1(double positives, double negatives) {
      double both = positives * RECALL;
      return 2 * both / (positives + both + negatives * FALSE_ALARMS);
    }
  }

  @Test
  void resampling_badNumbers_refused() {
    assertThatThrownBy(() -> new Resampling(99, 0.95, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resamples must be at least 100, was 99");
    for (double level : new double[] {0, 1, -1, Double.NaN}) {
      assertThatThrownBy(() -> new Resampling(100, level, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("level must be in (0, 1), was " + level);
    }
  }

  @Test
  void confidenceInterval_badNumbers_refused() {
    assertThatThrownBy(() -> new ConfidenceInterval(0.5, 0.6, 0.4, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceInterval(0.5, Double.NaN, 0.4, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceInterval(Double.NaN, 0.3, 0.4, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceInterval(0.5, 0.4, 0.6, 95))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
