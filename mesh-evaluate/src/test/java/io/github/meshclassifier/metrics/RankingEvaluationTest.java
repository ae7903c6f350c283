package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.metrics.RandomScores.Cells;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankingEvaluationTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  static LongStream seeds() {
    return LongStream.range(0, 80);
  }

  private static ScoredArticles set(int[][] expected, float[][] scores) {
    ScoredArticles.Builder builder =
        ScoredArticles.builder(
            IntStream.range(0, expected[0].length).mapToObj(label -> "L" + label).toList());
    for (int article = 0; article < expected.length; article++) {
      boolean[] row = new boolean[expected[article].length];
      for (int label = 0; label < row.length; label++) {
        row[label] = expected[article][label] == 1;
      }
      builder.add(row, scores[article]);
    }
    return builder.build();
  }

  /** The examples of scikit-learn's documentation of the four functions. */
  @Test
  void of_examplesOfScikitLearn_equal() {
    RankingEvaluation articles =
        RankingEvaluation.of(
            set(
                new int[][] {{1, 0, 0}, {0, 0, 1}},
                new float[][] {{0.75f, 0.5f, 1}, {1, 0.2f, 0.1f}}));
    assertThat(articles.labelRankingAveragePrecision()).isCloseTo(5 / 12.0, ROUNDING);
    assertThat(articles.coverageError()).isCloseTo(2.5, ROUNDING);
    assertThat(articles.rankingLoss()).isCloseTo(0.75, ROUNDING);

    RankingEvaluation label =
        RankingEvaluation.of(
            set(new int[][] {{0}, {0}, {1}, {1}}, new float[][] {{0.1f}, {0.4f}, {0.35f}, {0.8f}}));
    assertThat(label.forLabel("L0").auroc().orElseThrow()).isCloseTo(0.75, ROUNDING);
    assertThat(label.forLabel("L0").averagePrecision().orElseThrow())
        .isCloseTo((1 + 2 / 3.0) / 2, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("io.github.meshclassifier.metrics.EvaluationScikitLearnTest#cases")
  void of_scikitLearnCase_equals(ScikitLearnCases.Case expected) {
    RankingEvaluation ranking = RankingEvaluation.of(expected.articles());
    assertThat(ranking.labelRankingAveragePrecision()).isCloseTo(expected.lrap(), ROUNDING);
    assertThat(ranking.coverageError()).isCloseTo(expected.coverageError(), ROUNDING);
    assertThat(ranking.rankingLoss()).isCloseTo(expected.rankingLoss(), ROUNDING);
    List<String> withBoth = new ArrayList<>();
    for (RankingEvaluation.LabelRanking label : ranking.perLabel()) {
      if (label.auroc().isPresent()) {
        withBoth.add(label.label());
        assertThat(label.auroc().getAsDouble())
            .isCloseTo(expected.auroc().get(label.label()), ROUNDING);
        assertThat(label.averagePrecision().orElseThrow())
            .isCloseTo(expected.averagePrecision().get(label.label()), ROUNDING);
      }
    }
    assertThat(withBoth).containsExactlyElementsOf(expected.auroc().keySet());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void perLabel_ofRandomSet_isThatOfAllPairs(long seed) {
    RandomScores random = RandomScores.of(seed);
    RankingEvaluation ranking = RankingEvaluation.of(random.set());
    int[] articles = IntStream.range(0, random.articles()).toArray();
    for (int label = 0; label < random.labels(); label++) {
      Cells cells = random.cells(articles, new int[] {label});
      RankingEvaluation.LabelRanking actual = ranking.perLabel().get(label);
      assertThat(actual.positives()).isEqualTo(cells.positives());
      assertThat(actual.negatives()).isEqualTo(cells.negatives());
      assertSame(actual.auroc(), cells.auroc(), cells.positives() * cells.negatives() > 0);
      assertSame(actual.averagePrecision(), cells.averagePrecision(), cells.positives() > 0);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void averages_ofRandomSet_areThoseOfDefinitions(long seed) {
    RandomScores random = RandomScores.of(seed);
    RankingEvaluation ranking = RankingEvaluation.of(random.set());
    assertAverages(
        ranking.auroc(),
        random,
        cells -> cells.positives() * cells.negatives() > 0 ? cells.auroc() : Double.NaN);
    assertAverages(
        ranking.averagePrecision(),
        random,
        cells -> cells.positives() > 0 ? cells.averagePrecision() : Double.NaN);
  }

  private static void assertAverages(
      RankingEvaluation.Averages actual, RandomScores random, Function<Cells, Double> measure) {
    int[] articles = IntStream.range(0, random.articles()).toArray();
    int[] labels = IntStream.range(0, random.labels()).toArray();
    double micro = measure.apply(random.cells(articles, labels));
    assertSame(actual.micro(), micro, !Double.isNaN(micro));

    double[] ofLabels = new double[2];
    double[] weighted = new double[2];
    for (int label : labels) {
      Cells cells = random.cells(articles, new int[] {label});
      add(ofLabels, measure.apply(cells), 1);
      add(weighted, measure.apply(cells), (double) cells.positives());
    }
    assertSame(actual.macro(), ofLabels[0] / ofLabels[1], ofLabels[1] > 0);
    assertSame(actual.weighted(), weighted[0] / weighted[1], weighted[1] > 0);

    double[] ofArticles = new double[2];
    for (int article : articles) {
      add(ofArticles, measure.apply(random.cells(new int[] {article}, labels)), 1);
    }
    assertSame(actual.samples(), ofArticles[0] / ofArticles[1], ofArticles[1] > 0);
  }

  /** Adds a value that is not NaN to a sum and a sum of weights. */
  private static void add(double[] sums, double value, double weight) {
    if (!Double.isNaN(value)) {
      sums[0] += weight * value;
      sums[1] += weight;
    }
  }

  private static void assertSame(OptionalDouble actual, double expected, boolean defined) {
    assertThat(actual.isPresent()).isEqualTo(defined);
    if (defined) {
      assertThat(actual.getAsDouble()).isCloseTo(expected, ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void figuresOfArticles_ofRandomSet_areThoseOfAllPairs(long seed) {
    RandomScores random = RandomScores.of(seed);
    int[] labels = IntStream.range(0, random.labels()).toArray();
    double lrap = 0;
    double coverage = 0;
    double loss = 0;
    for (int article = 0; article < random.articles(); article++) {
      Cells cells = random.cells(new int[] {article}, labels);
      boolean trivial = cells.positives() == 0 || cells.negatives() == 0;
      lrap += trivial ? 1 : cells.averagePrecision();
      coverage += cells.coverage();
      loss += cells.rankingLoss();
    }
    RankingEvaluation ranking = RankingEvaluation.of(random.set());
    int n = random.articles();
    assertThat(ranking.articleCount()).isEqualTo(n);
    assertThat(ranking.labelRankingAveragePrecision()).isCloseTo(lrap / n, ROUNDING);
    assertThat(ranking.coverageError()).isCloseTo(coverage / n, ROUNDING);
    assertThat(ranking.rankingLoss()).isCloseTo(loss / n, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void of_reorderedArticles_isEqual(long seed) {
    RandomScores random = RandomScores.of(seed);
    int last = random.articles() - 1;
    int[] reversed = IntStream.rangeClosed(0, last).map(article -> last - article).toArray();
    RankingEvaluation ranking = RankingEvaluation.of(random.set());
    assertThat(RankingEvaluation.of(random.set(reversed)))
        .isEqualTo(ranking)
        .hasSameHashCodeAs(ranking)
        .hasToString(ranking.toString());
  }

  @Test
  void of_negativeZero_tiesWithZero() {
    ScoredArticles articles = set(new int[][] {{1}, {0}}, new float[][] {{-0.0f}, {0.0f}});
    assertThat(RankingEvaluation.of(articles).auroc().macro()).hasValue(0.5);
  }

  @Test
  void of_labelWithoutPositivesOrNegatives_leavesItOutOfAverages() {
    // L0 is always there, L1 never; L2 is ranked perfectly.
    RankingEvaluation ranking =
        RankingEvaluation.of(
            set(
                new int[][] {{1, 0, 1}, {1, 0, 0}},
                new float[][] {{0.3f, 0.4f, 0.9f}, {0.1f, 0.2f, 0.8f}}));
    assertThat(ranking.perLabel())
        .containsExactly(
            new RankingEvaluation.LabelRanking(
                "L0", 2, 0, OptionalDouble.empty(), OptionalDouble.of(1)),
            new RankingEvaluation.LabelRanking(
                "L1", 0, 2, OptionalDouble.empty(), OptionalDouble.empty()),
            new RankingEvaluation.LabelRanking(
                "L2", 1, 1, OptionalDouble.of(1), OptionalDouble.of(1)));
    assertThat(ranking.auroc().macro()).hasValue(1);
    assertThat(ranking.averagePrecision().macro()).hasValue(1);
  }

  @Test
  void forLabel_unknown_refused() {
    RankingEvaluation ranking = RankingEvaluation.of(RandomScores.of(1).set());
    assertThatThrownBy(() -> ranking.forLabel("X"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no label 'X' in this evaluation, expected one of [label 0");
  }

  @Test
  void equals_differentScores_differs() {
    RankingEvaluation one =
        RankingEvaluation.of(set(new int[][] {{1, 0}}, new float[][] {{0.6f, 0.5f}}));
    RankingEvaluation other =
        RankingEvaluation.of(set(new int[][] {{1, 0}}, new float[][] {{0.4f, 0.5f}}));
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void labelRanking_impossibleValues_refused() {
    assertThatThrownBy(
            () ->
                new RankingEvaluation.LabelRanking(
                    "A", -1, 0, OptionalDouble.empty(), OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("counts of label 'A' must be 0 or more, were -1 positives, 0 negatives");
    assertThatThrownBy(
            () ->
                new RankingEvaluation.LabelRanking(
                    "A", 1, 1, OptionalDouble.empty(), OptionalDouble.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("AUROC of label 'A' must be in [0, 1], was empty");
    assertThatThrownBy(
            () ->
                new RankingEvaluation.LabelRanking(
                    "A", 0, 1, OptionalDouble.empty(), OptionalDouble.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("average precision of label 'A' must be empty where it is undefined, was 1.0");
    assertThatThrownBy(
            () ->
                new RankingEvaluation.LabelRanking(
                    "A", 1, 1, OptionalDouble.of(2), OptionalDouble.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
