package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {

  @Test
  void of_articles_isFigureOfEvaluation() {
    ScoredArticles articles = RandomScores.of(3).set();
    Thresholds thresholds = Thresholds.uniform(0.4);
    Evaluation evaluation = articles.evaluate(thresholds);
    RankingEvaluation ranking = RankingEvaluation.of(articles);
    assertThat(Arrays.stream(Metric.values()).map(metric -> metric.of(articles, thresholds)))
        .containsExactly(
            evaluation.micro().f1(),
            evaluation.macro().f1(),
            evaluation.weighted().f1(),
            evaluation.samples().f1(),
            evaluation.subsetAccuracy(),
            evaluation.hammingLoss(),
            evaluation.samplesJaccard(),
            ranking.auroc().macro().orElseThrow(),
            ranking.averagePrecision().macro().orElseThrow(),
            ranking.labelRankingAveragePrecision(),
            ranking.coverageError());
  }

  @ParameterizedTest
  @EnumSource
  void id_ofEach_isNameInLowerCase(Metric metric) {
    assertThat(metric.id()).isEqualTo(metric.name().toLowerCase(Locale.ROOT));
    assertThat(metric.title()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void higherIsBetter_ofEach_agreesWithPerfectAndWorstScores(Metric metric) {
    double perfect = metric.of(scored(1, 0), Thresholds.DEFAULT);
    double worst = metric.of(scored(0, 1), Thresholds.DEFAULT);
    assertThat(perfect > worst).isEqualTo(metric.higherIsBetter());
  }

  private static ScoredArticles scored(float ofExpected, float ofOthers) {
    return ScoredArticles.builder(List.of("A", "B"))
        .add(new boolean[] {true, false}, new float[] {ofExpected, ofOthers})
        .add(new boolean[] {false, true}, new float[] {ofOthers, ofExpected})
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void usesThresholds_ofEach_isWhetherTheyMatter(Metric metric) {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A", "B"))
            .add(new boolean[] {true, false}, new float[] {0.7f, 0.2f})
            .add(new boolean[] {false, true}, new float[] {0.6f, 0.4f})
            .build();
    double low = metric.of(articles, Thresholds.uniform(0.1));
    double high = metric.of(articles, Thresholds.uniform(0.3));
    assertThat(low != high).isEqualTo(metric.usesThresholds());
  }

  @ParameterizedTest
  @EnumSource
  void of_thresholdsOfOtherLabels_refused(Metric metric) {
    ScoredArticles articles = scored(1, 0);
    Thresholds three = Thresholds.of(List.of(0.1, 0.2, 0.3));
    assertThatThrownBy(() -> metric.of(articles, three))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void of_reorderedArticles_isEqualToTheLastBit(Metric metric) {
    for (long seed = 0; seed < 30; seed++) {
      RandomScores random = RandomScores.of(seed);
      int last = random.articles() - 1;
      int[] reversed = IntStream.rangeClosed(0, last).map(article -> last - article).toArray();
      assertThat(metric.of(random.set(reversed), Thresholds.DEFAULT))
          .isEqualTo(Double.valueOf(metric.of(random.set(), Thresholds.DEFAULT)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_everyArticleTwice_isUnchanged(Metric metric) {
    for (long seed = 0; seed < 30; seed++) {
      RandomScores random = RandomScores.of(seed);
      int articles = random.articles();
      int[] twice = IntStream.range(0, 2 * articles).map(article -> article % articles).toArray();
      double once = metric.of(random.set(), Thresholds.DEFAULT);
      assertThat(metric.of(random.set(twice), Thresholds.DEFAULT)).isCloseTo(once, within(1e-12));
    }
  }

  @Test
  void of_setWithoutPositives_isUndefinedForRankingsOfLabels() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A")).add(new boolean[1], new float[] {0.3f}).build();
    assertThat(Metric.MACRO_AUROC.of(articles, Thresholds.DEFAULT)).isNaN();
    assertThat(Metric.MACRO_AVERAGE_PRECISION.of(articles, Thresholds.DEFAULT)).isNaN();
    assertThat(Metric.LRAP.of(articles, Thresholds.DEFAULT)).isEqualTo(1);
    assertThat(Metric.COVERAGE_ERROR.of(articles, Thresholds.DEFAULT)).isZero();
  }
}
