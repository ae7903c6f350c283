package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  private static final Resampling FEW = new Resampling(200, 0.9, 5);
  private static final List<Metric> ALL = List.of(Metric.values());

  private static PairedComparison compare(ScoredArticles first, ScoredArticles second) {
    return PairedComparison.of(first, Thresholds.DEFAULT, second, Thresholds.DEFAULT);
  }

  /** Two models on the same articles; each is right on a cell with its own chance. */
  private static ScoredArticles[] models(
      Random random, int articles, double firstRight, double secondRight) {
    List<String> labels = List.of("A", "B", "C");
    ScoredArticles.Builder first = ScoredArticles.builder(labels);
    ScoredArticles.Builder second = ScoredArticles.builder(labels);
    for (int article = 0; article < articles; article++) {
      boolean[] expected = new boolean[labels.size()];
      float[] firstScores = new float[labels.size()];
      float[] secondScores = new float[labels.size()];
      for (int label = 0; label < expected.length; label++) {
        expected[label] = random.nextInt(3) == 0;
        firstScores[label] = score(random, expected[label], firstRight);
        secondScores[label] = score(random, expected[label], secondRight);
      }
      first.add(expected, firstScores);
      second.add(expected, secondScores);
    }
    return new ScoredArticles[] {first.build(), second.build()};
  }

  private static float score(Random random, boolean expected, double right) {
    boolean high = random.nextDouble() < right == expected;
    return (high ? 0.5f : 0) + random.nextFloat() / 2;
  }

  @Test
  void differences_ofBetterModel_areInItsFavourAndClear() {
    ScoredArticles[] models = models(new Random(1), 300, 0.9, 0.8);
    Map<Metric, PairedComparison.MetricDifference> differences =
        compare(models[0], models[1]).differences(ALL, Resampling.DEFAULT);
    assertThat(differences.keySet()).containsExactlyElementsOf(ALL);
    differences.forEach(
        (metric, difference) -> {
          double ofFirst = metric.of(models[0], Thresholds.DEFAULT);
          double ofSecond = metric.of(models[1], Thresholds.DEFAULT);
          assertThat(difference.metric()).isEqualTo(metric);
          assertThat(difference.first()).isEqualTo(ofFirst);
          assertThat(difference.second()).isEqualTo(ofSecond);
          assertThat(difference.difference().estimate()).isEqualTo(ofFirst - ofSecond);
          assertThat(difference.difference().estimate() > 0).isEqualTo(metric.higherIsBetter());
          assertThat(difference.difference().contains(0)).as("%s", metric).isFalse();
          assertThat(difference.bootstrapPValue()).isLessThan(0.05);
          assertThat(difference.randomizationPValue()).isLessThan(0.05);
          assertThat(difference.articleCount()).isEqualTo(300);
        });
  }

  @Test
  void differences_ofModelAndItself_areNoneAndPossibleByChance() {
    ScoredArticles articles = models(new Random(2), 50, 0.8, 0.8)[0];
    compare(articles, articles)
        .differences(ALL, FEW)
        .forEach(
            (metric, difference) -> {
              assertThat(difference.difference())
                  .isEqualTo(new ConfidenceInterval(0, 0, 0, FEW.level()));
              assertThat(difference.bootstrapPValue()).isEqualTo(1);
              assertThat(difference.randomizationPValue()).isEqualTo(1);
            });
  }

  @Test
  void difference_ofExchangedModels_isNegative() {
    ScoredArticles[] models = models(new Random(3), 80, 0.85, 0.8);
    PairedComparison.MetricDifference one =
        compare(models[0], models[1]).difference(Metric.MACRO_F1, FEW);
    PairedComparison.MetricDifference other =
        compare(models[1], models[0]).difference(Metric.MACRO_F1, FEW);
    assertThat(other.difference().estimate()).isEqualTo(-one.difference().estimate());
    assertThat(other.difference().low()).isCloseTo(-one.difference().high(), within(1e-12));
    assertThat(other.bootstrapPValue()).isEqualTo(one.bootstrapPValue());
    assertThat(other.randomizationPValue()).isEqualTo(one.randomizationPValue());
  }

  @Test
  void difference_ofOneMetric_isThatOfAll() {
    ScoredArticles[] models = models(new Random(4), 60, 0.85, 0.8);
    PairedComparison comparison = compare(models[0], models[1]);
    Map<Metric, PairedComparison.MetricDifference> all = comparison.differences(ALL, FEW);
    for (Metric metric : List.of(Metric.MICRO_F1, Metric.SAMPLES_F1, Metric.MACRO_AUROC)) {
      assertThat(comparison.difference(metric, FEW)).isEqualTo(all.get(metric));
    }
    assertThat(comparison.differences(List.of(), FEW)).isEmpty();
  }

  @Test
  void difference_ofOwnThresholds_decidesWithEach() {
    ScoredArticles articles = models(new Random(5), 100, 0.8, 0.8)[0];
    PairedComparison.MetricDifference difference =
        PairedComparison.of(articles, Thresholds.uniform(0.2), articles, Thresholds.uniform(0.7))
            .difference(Metric.MICRO_F1, FEW);
    assertThat(difference.first())
        .isEqualTo(articles.evaluate(Thresholds.uniform(0.2)).micro().f1());
    assertThat(difference.second())
        .isEqualTo(articles.evaluate(Thresholds.uniform(0.7)).micro().f1());
  }

  /** With three articles there are eight exchanges, so the p-value is known. */
  @Test
  void randomizationPValue_ofFewArticles_isPartOfAllExchanges() {
    ScoredArticles.Builder first = ScoredArticles.builder(List.of("A"));
    ScoredArticles.Builder second = ScoredArticles.builder(List.of("A"));
    for (int article = 0; article < 3; article++) {
      first.add(new boolean[] {true}, new float[] {0.9f});
      second.add(new boolean[] {true}, new float[] {0.1f});
    }
    PairedComparison.MetricDifference difference =
        compare(first.build(), second.build())
            .difference(Metric.EXACT_MATCH, new Resampling(20_000, 0.95, 1));
    // Only the exchange of all and that of none make a difference of 1.
    assertThat(difference.randomizationPValue()).isCloseTo(2 / 8.0, within(0.01));
    assertThat(difference.difference()).isEqualTo(new ConfidenceInterval(1, 1, 1, 0.95));
  }

  /**
   * Under the null hypothesis a p-value is uniform: of 400, the mean has a standard deviation of
   * 0.0144, and the part of at most 0.05 one of 0.011. Bounds are three of them.
   */
  @Test
  void pValues_ofEquallyGoodModels_areUniform() {
    int pairs = 400;
    Random random = new Random(6);
    Resampling resampling = new Resampling(200, 0.95, 0);
    double[] randomization = new double[pairs];
    double[] bootstrap = new double[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      ScoredArticles[] models = models(random, 100, 0.8, 0.8);
      PairedComparison.MetricDifference difference =
          compare(models[0], models[1]).difference(Metric.MICRO_F1, resampling.withSeed(pair));
      randomization[pair] = difference.randomizationPValue();
      bootstrap[pair] = difference.bootstrapPValue();
    }
    for (double[] pValues : List.of(randomization, bootstrap)) {
      assertThat(Arrays.stream(pValues).average().orElseThrow()).isCloseTo(0.5, within(0.0433));
      assertThat(Arrays.stream(pValues).filter(p -> p <= 0.05).count() / (double) pairs)
          .isCloseTo(0.05, within(0.033));
    }
  }

  @Test
  void difference_ofUndefinedMetric_isUndefined() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A")).add(new boolean[1], new float[1]).build();
    PairedComparison.MetricDifference difference =
        compare(articles, articles).difference(Metric.MACRO_AUROC, FEW);
    assertThat(difference.difference().isDefined()).isFalse();
    assertThat(difference.bootstrapPValue()).isNaN();
    assertThat(difference.randomizationPValue()).isNaN();
  }

  @Test
  void of_otherArticles_refused() {
    ScoredArticles articles = set(List.of("A", "B"), true, false, false);
    assertThatThrownBy(() -> compare(articles, set(List.of("B", "A"), true, false, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "two models are compared on the same labels in the same order, found [A, B] and [B,"
                + " A]");
    assertThatThrownBy(() -> compare(articles, articles.select(new int[] {0, 0})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two models are compared on the same articles, found 1 and 2");
    String message =
        "two models are compared on the same articles in the same order; article 1 differs in"
            + " whether label 'B' is expected or ignored";
    assertThatThrownBy(() -> compare(articles, set(List.of("A", "B"), true, true, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> compare(articles, set(List.of("A", "B"), true, false, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static ScoredArticles set(
      List<String> labels, boolean first, boolean second, boolean secondIgnored) {
    return ScoredArticles.builder(labels)
        .add(
            new boolean[] {first, second},
            new float[] {0.5f, 0.5f},
            new boolean[] {false, secondIgnored})
        .build();
  }

  @Test
  void exactMatches_ofTwoModels_countsArticlesOneAloneHasRight() {
    ScoredArticles.Builder first = ScoredArticles.builder(List.of("A", "B"));
    ScoredArticles.Builder second = ScoredArticles.builder(List.of("A", "B"));
    boolean[] expected = {true, false};
    float[] right = {1, 0};
    float[] wrong = {1, 1};
    List<float[]> ofFirst = List.of(right, right, right, wrong, wrong, right);
    List<float[]> ofSecond = List.of(right, wrong, wrong, right, wrong, wrong);
    for (int article = 0; article < ofFirst.size(); article++) {
      first.add(expected, ofFirst.get(article));
      second.add(expected, ofSecond.get(article));
    }
    PairedComparison.McNemarTest test = compare(first.build(), second.build()).exactMatches();
    assertThat(test.firstOnly()).isEqualTo(3);
    assertThat(test.secondOnly()).isEqualTo(1);
    // Of the 16 outcomes of four coins, 5 have at most one head and 5 at most one tail.
    assertThat(test.pValue()).isCloseTo(10 / 16.0, within(1e-12));
  }

  @Test
  void mcNemar_ofKnownNumbers_isBinomial() {
    assertThat(PairedComparison.McNemarTest.of(0, 0).pValue()).isEqualTo(1);
    assertThat(PairedComparison.McNemarTest.of(5, 5).pValue()).isEqualTo(1);
    assertThat(PairedComparison.McNemarTest.of(0, 5).pValue()).isCloseTo(2 / 32.0, within(1e-12));
    assertThat(PairedComparison.McNemarTest.of(8, 2))
        .isEqualTo(PairedComparison.McNemarTest.of(8, 2));
    assertThat(PairedComparison.McNemarTest.of(8, 2).pValue())
        .isCloseTo(2 * 56 / 1024.0, within(1e-12));
    assertThat(PairedComparison.McNemarTest.of(2, 8).pValue())
        .isEqualTo(PairedComparison.McNemarTest.of(8, 2).pValue());
    // 2,000 coins: the normal approximation with continuity correction of 1,050 heads.
    assertThat(PairedComparison.McNemarTest.of(1_050, 950).pValue())
        .isCloseTo(0.0269, within(0.0003));
    assertThat(PairedComparison.McNemarTest.of(100_000, 0).pValue()).isPositive();
    assertThatThrownBy(() -> PairedComparison.McNemarTest.of(-1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
