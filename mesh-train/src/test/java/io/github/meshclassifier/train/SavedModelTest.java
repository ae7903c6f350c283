package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.SavedModel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SavedModelTest {
  private static SavedModel model(ScoredArticles scores) {
    int labels = scores.labels().size();
    return SavedModel.of(
        DecisionRule.half(labels),
        LabelCoupling.identity(labels),
        Calibration.identity(labels),
        scores);
  }

  /** Twenty articles, every other with label A, scored around a logit. */
  private static ScoredArticles scores(double logit, double with, double without) {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < 20; i++) {
      double x = logit + (i % 2 == 0 ? with : without);
      builder.add(new boolean[] {i % 2 == 0}, new float[] {(float) (1 / (1 + Math.exp(-x)))});
    }
    return builder.build();
  }

  @Test
  void learnedNothing_scoresAllButConstant_true() {
    assertThat(model(scores(0, 0, 0)).learnedNothing()).isTrue();
    assertThat(model(scores(3, 0.04, -0.04)).learnedNothing()).isTrue();
    assertThat(model(scores(200, 0, 0)).learnedNothing()).as("scores of 1").isTrue();
  }

  /** Scores of a rare label differ little, and their logits as much as any. */
  @Test
  void learnedNothing_labelsToldApart_false() {
    assertThat(model(scores(0, 0.06, -0.06)).learnedNothing()).isFalse();
    assertThat(model(scores(-6, 1, -1)).learnedNothing()).isFalse();
  }

  @Test
  void learnedNothing_rankedNoBetterThanChance_true() {
    assertThat(model(scores(0, -1, 1)).learnedNothing()).isTrue();
    int found = 0;
    for (int seed = 0; seed < 200; seed++) {
      found += model(random(seed, 60, 0)).learnedNothing() ? 1 : 0;
    }
    // One in twenty is wrong by chance, and fewer where labels are independent.
    assertThat(found).isBetween(190, 200);
    for (int seed = 0; seed < 200; seed++) {
      assertThat(model(random(seed, 60, 1.5)).learnedNothing()).isFalse();
    }
  }

  /** Two labels, whose scores say so much of them. */
  private static ScoredArticles random(long seed, int articles, double knowledge) {
    Random random = new Random(seed);
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B"));
    for (int i = 0; i < articles; i++) {
      boolean[] expected = {i % 2 == 0, i % 3 == 0};
      float[] scores = new float[2];
      for (int label = 0; label < 2; label++) {
        double x = random.nextGaussian() + (expected[label] ? knowledge : 0);
        scores[label] = (float) (1 / (1 + Math.exp(-x)));
      }
      builder.add(expected, scores);
    }
    return builder.build();
  }

  @Test
  void learnedNothing_oneClassEach_onlyConstantScoresTell() {
    for (float score : new float[] {0.5f, 0.9f}) {
      ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
      builder.add(new boolean[] {true}, new float[] {0.5f});
      builder.add(new boolean[] {true}, new float[] {score});
      assertThat(model(builder.build()).learnedNothing()).isEqualTo(score == 0.5f);
    }
  }

  @Test
  void learnedNothing_oneLabelOfTwoToldApart_false() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B"));
    for (int i = 0; i < 20; i++) {
      boolean with = i % 2 == 0;
      builder.add(new boolean[] {with, true}, new float[] {with ? 0.9f : 0.1f, 0.5f});
    }
    assertThat(model(builder.build()).learnedNothing()).isFalse();
  }

  @Test
  void learnedNothing_oneArticle_nothingIsSaid() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    builder.add(new boolean[] {true}, new float[] {0.5f});
    assertThat(model(builder.build()).learnedNothing()).isFalse();
  }

  @Test
  void evaluation_byDefaultAndByProfile_ofItsThresholds() {
    DecisionRule rule =
        new DecisionRule(
            Calibration.identity(1),
            ThresholdProfiles.of(1, Map.of(ThresholdProfile.MACRO_F1, Thresholds.uniform(0.2))),
            ThresholdProfile.MACRO_F1);
    ScoredArticles scores = scores(-1, 0.5, -0.5);
    SavedModel model =
        SavedModel.of(rule, LabelCoupling.identity(1), Calibration.identity(1), scores);
    assertThat(model.evaluation()).isEqualTo(scores.evaluate(Thresholds.uniform(0.2)));
    assertThat(model.evaluation(ThresholdProfile.HALF))
        .isEqualTo(scores.evaluate(Thresholds.DEFAULT));
    assertThat(model.value(Metric.MICRO_F1)).isEqualTo(model.evaluation().micro().f1());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.evaluation(ThresholdProfile.EXACT_MATCH));
  }

  @Test
  void of_partsOfOtherLabels_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SavedModel.of(
                    DecisionRule.half(2),
                    LabelCoupling.identity(1),
                    Calibration.identity(1),
                    scores(0, 1, -1)))
        .withMessage(
            "rule, coupling, calibration and scores must be for the same labels, were for 2, 1, 1 and 1");
  }
}
