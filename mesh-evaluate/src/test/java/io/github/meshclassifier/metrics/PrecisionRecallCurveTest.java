package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.metrics.PrecisionRecallCurve.Point;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrecisionRecallCurveTest {

  private static ScoredArticles oneLabel(float... scoresOfAlternatingArticles) {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < scoresOfAlternatingArticles.length; i++) {
      builder.add(new boolean[] {i % 2 == 0}, new float[] {scoresOfAlternatingArticles[i]});
    }
    return builder.build();
  }

  @Test
  void ofLabel_fewArticles_hasEveryStepOfRecall() {
    // Positive at 0.9 and 0.5, negative at 0.7 and 0.5: the last two are one step.
    PrecisionRecallCurve curve =
        PrecisionRecallCurve.ofLabel(oneLabel(0.875f, 0.75f, 0.5f, 0.5f), "A");
    assertThat(curve.points()).containsExactly(new Point(0.5, 1, 0.875), new Point(1, 0.5, 0.5));
    assertThat(curve.averagePrecision()).hasValue(0.75);
  }

  @Test
  void ofLabel_negativesBelow_addNoPoint() {
    PrecisionRecallCurve curve = PrecisionRecallCurve.ofLabel(oneLabel(0.5f, 0.25f), "A");
    assertThat(curve.points()).containsExactly(new Point(1, 1, 0.5));
  }

  @Test
  void ofLabel_withoutPositives_isEmpty() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A")).add(new boolean[1], new float[1]).build();
    PrecisionRecallCurve curve = PrecisionRecallCurve.ofLabel(articles, "A");
    assertThat(curve.points()).isEmpty();
    assertThat(curve.averagePrecision()).isEmpty();
    assertThat(PrecisionRecallCurve.micro(articles)).isEqualTo(curve);
  }

  @Test
  void ofLabel_manyArticles_isThinnedBetweenItsEnds() {
    Random random = new Random(3);
    float[] scores = new float[4001];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextFloat();
    }
    ScoredArticles articles = oneLabel(scores);
    PrecisionRecallCurve curve = PrecisionRecallCurve.ofLabel(articles, "A");
    assertThat(curve.points()).hasSize(PrecisionRecallCurve.MAX_POINTS);
    assertThat(curve.points())
        .isSortedAccordingTo((a, b) -> Double.compare(a.recall(), b.recall()))
        .doesNotHaveDuplicates();
    assertThat(curve.points().get(PrecisionRecallCurve.MAX_POINTS - 1).recall()).isEqualTo(1);
    assertThat(curve.points().get(0).recall()).isCloseTo(1 / 2001.0, within(1e-15));
    assertThat(curve.averagePrecision())
        .isEqualTo(RankingEvaluation.of(articles).forLabel("A").averagePrecision());
    for (Point point : curve.points()) {
      LabelEvaluation decided = decided(articles, point.score());
      assertThat(decided.recall()).isEqualTo(point.recall());
      assertThat(decided.precision()).isEqualTo(point.precision());
    }
  }

  /** Decides that scores from a score on are positive. */
  private static LabelEvaluation decided(ScoredArticles articles, double score) {
    return articles.evaluate(Thresholds.uniform(Math.nextDown(score))).forLabel("A");
  }

  @Test
  void micro_ofSeveralLabels_isOfAllCellsButIgnoredOnes() {
    ScoredArticles articles =
        ScoredArticles.builder(List.of("A", "B"))
            .add(new boolean[] {true, false}, new float[] {0.75f, 0.5f})
            .add(new boolean[] {true, true}, new float[] {1, 0.25f}, new boolean[] {true, false})
            .build();
    assertThat(PrecisionRecallCurve.micro(articles).points())
        .containsExactly(new Point(0.5, 1, 0.75), new Point(1, 2 / 3.0, 0.25));
    assertThat(PrecisionRecallCurve.micro(articles).averagePrecision())
        .isEqualTo(RankingEvaluation.of(articles).averagePrecision().micro());
  }

  @Test
  void ofLabel_unknown_refused() {
    assertThatThrownBy(() -> PrecisionRecallCurve.ofLabel(oneLabel(0.5f), "X"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no label 'X' in these articles, expected one of [A]");
  }

  @Test
  void constructor_pointsWithoutAveragePrecision_refused() {
    assertThatThrownBy(
            () -> new PrecisionRecallCurve(List.of(new Point(1, 1, 1)), OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PrecisionRecallCurve(List.of(), OptionalDouble.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
