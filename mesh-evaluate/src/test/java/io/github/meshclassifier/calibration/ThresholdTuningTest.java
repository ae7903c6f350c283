package io.github.meshclassifier.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.calibration.SyntheticScores.Source;
import io.github.meshclassifier.calibration.ThresholdTuning.Estimate;
import io.github.meshclassifier.calibration.ThresholdTuning.Outcome;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdTuningTest {
  private static final ScoredArticles RARE_TEST =
      SyntheticScores.draw(SyntheticScores.rareLabels(), 8000, 1000);
  private static final ScoredArticles MIXED_TEST =
      SyntheticScores.draw(SyntheticScores.mixedLabels(), 8000, 1001);

  /** What tuning on the scores alone, label by label, arrives at: the best F1 there is on them. */
  private static Thresholds naive(ScoredArticles articles) {
    List<Double> thresholds = new ArrayList<>();
    for (int label = 0; label < articles.labels().size(); label++) {
      thresholds.add(naive(articles, label));
    }
    return Thresholds.of(thresholds);
  }

  private static double naive(ScoredArticles articles, int label) {
    int positives = 0;
    List<double[]> cells = new ArrayList<>();
    for (int i = 0; i < articles.size(); i++) {
      positives += articles.isExpected(i, label) ? 1 : 0;
      cells.add(new double[] {articles.score(i, label), articles.isExpected(i, label) ? 1 : 0});
    }
    cells.sort((a, b) -> Double.compare(b[0], a[0]));
    double best = 0;
    double threshold = 0.5;
    double right = 0;
    for (int i = 0; i < cells.size(); i++) {
      right += cells.get(i)[1];
      double f1 = 2 * right / (i + 1 + positives);
      if (f1 > best) {
        best = f1;
        double next = i + 1 < cells.size() ? cells.get(i + 1)[0] : 0;
        threshold = (cells.get(i)[0] + next) / 2;
      }
    }
    return threshold;
  }

  private static ScoredArticles validation(long seed) {
    return SyntheticScores.draw(SyntheticScores.rareLabels(), 200, seed);
  }

  @Test
  void rareLabels_fewArticles_naiveOverfitsAndTuningDoesNot() {
    int seeds = 8;
    double half = Metric.MACRO_F1.of(RARE_TEST, Thresholds.DEFAULT);
    double optimism = 0;
    double tuned = 0;
    double tunedOptimism = 0;
    for (long seed = 0; seed < seeds; seed++) {
      ScoredArticles validation = SyntheticScores.draw(SyntheticScores.rareLabels(), 200, seed);
      Thresholds own = naive(validation);
      double onTest = Metric.MACRO_F1.of(RARE_TEST, own);
      optimism += (Metric.MACRO_F1.of(validation, own) - onTest) / seeds;
      Outcome outcome = ThresholdTuning.of(validation, seed).outcome(ThresholdProfile.MACRO_F1);
      double tunedOnTest = Metric.MACRO_F1.of(RARE_TEST, outcome.thresholds());
      tuned += tunedOnTest / seeds;
      tunedOptimism += (outcome.expected().macroF1() - tunedOnTest) / seeds;
    }
    assertThat(optimism).isGreaterThan(0.15);
    assertThat(tunedOptimism).isLessThan(optimism / 2);
    assertThat(tuned).isGreaterThan(half);
    // For exact matches, what overfits is worse than nothing.
    double naiveExact = Metric.EXACT_MATCH.of(RARE_TEST, naive(validation(0)));
    assertThat(naiveExact).isLessThan(Metric.EXACT_MATCH.of(RARE_TEST, Thresholds.DEFAULT) - 0.03);
  }

  @Test
  void manyArticles_macroF1_reachesTheNaiveOptimum() {
    ScoredArticles validation = SyntheticScores.draw(SyntheticScores.mixedLabels(), 6000, 3);
    ThresholdTuning tuning = ThresholdTuning.of(validation, 1);
    Outcome macro = tuning.outcome(ThresholdProfile.MACRO_F1);
    double naive = Metric.MACRO_F1.of(MIXED_TEST, naive(validation));
    double half = Metric.MACRO_F1.of(MIXED_TEST, Thresholds.DEFAULT);
    double tuned = Metric.MACRO_F1.of(MIXED_TEST, macro.thresholds());
    assertThat(macro.tuned()).isTrue();
    assertThat(tuned).isGreaterThan(half + 0.04).isGreaterThan(naive - 0.002);
    assertThat(macro.expected().macroF1()).isEqualTo(tuned, within(0.02));
    // The other goals pay for it, and the estimate says so.
    Estimate atHalf = tuning.outcome(ThresholdProfile.HALF).expected();
    assertThat(macro.expected().exactMatch()).isLessThan(atHalf.exactMatch());
  }

  /** Z. Lipton et al., 2014: with true probabilities, half the F1 that is reached. */
  @Test
  void manyArticles_microF1_isHalfOfTheF1() {
    ScoredArticles validation = SyntheticScores.draw(SyntheticScores.rareLabels(), 10_000, 3);
    Outcome micro = ThresholdTuning.of(validation, 1).outcome(ThresholdProfile.MICRO_F1);
    assertThat(micro.tuned()).isTrue();
    double half = micro.expected().microF1() / 2;
    for (int label = 0; label < validation.labels().size(); label++) {
      assertThat(micro.thresholds().get(label)).isEqualTo(half, within(0.06));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HALF")
  void anySize_onOtherArticles_losesNothingOnAverage(ThresholdProfile profile) {
    for (int size : new int[] {100, 400}) {
      double gain = 0;
      for (long seed = 0; seed < 8; seed++) {
        ScoredArticles validation = SyntheticScores.draw(SyntheticScores.mixedLabels(), size, seed);
        Thresholds thresholds = ThresholdTuning.of(validation, seed).profiles().get(profile);
        gain += (reached(profile, thresholds) - reached(profile, Thresholds.DEFAULT)) / 8;
      }
      assertThat(gain).as("gain with %d articles", size).isGreaterThan(-0.001);
    }
  }

  /** How well the goal of a profile is reached on other articles. */
  private static double reached(ThresholdProfile profile, Thresholds thresholds) {
    List<Metric> goals =
        profile
            .goal()
            .map(List::of)
            .orElse(List.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH));
    return goals.stream()
        .mapToDouble(goal -> goal.of(MIXED_TEST, thresholds))
        .average()
        .orElseThrow();
  }

  /** Rare labels that 0.5 hardly finds gain more than the others lose, and those stay near 0.5. */
  @Test
  void balanced_rareAmongFrequentLabels_betweenTheOtherGoals() {
    ScoredArticles validation = SyntheticScores.draw(SyntheticScores.mixedLabels(), 5000, 6);
    ThresholdTuning tuning = ThresholdTuning.of(validation, 1);
    Outcome balanced = tuning.outcome(ThresholdProfile.BALANCED);
    Estimate half = tuning.outcome(ThresholdProfile.HALF).expected();
    assertThat(balanced.tuned()).isTrue();
    assertThat(balanced.expected().macroF1()).isGreaterThan(half.macroF1() + 0.02);
    for (ThresholdProfile profile : ThresholdProfile.values()) {
      assertThat(sum(balanced.expected()))
          .isGreaterThan(sum(tuning.outcome(profile).expected()) - 1e-3);
    }
    assertThat(balanced.thresholds().get(0)).isLessThan(0.4);
    assertThat(balanced.thresholds().get(6)).isEqualTo(0.5, within(0.08));
  }

  @Test
  void tunedRule_balancedIsNotWorseByTheMetric_isTheDefault() {
    ScoredArticles validation = SyntheticScores.draw(SyntheticScores.mixedLabels(), 3000, 3);
    DecisionRule rule = DecisionRule.tuned(validation, Metric.MACRO_F1, 1);
    assertThat(rule.defaultProfile()).isEqualTo(ThresholdProfile.BALANCED);
    assertThat(Metric.MACRO_F1.of(MIXED_TEST, rule.thresholds()))
        .isGreaterThan(Metric.MACRO_F1.of(MIXED_TEST, Thresholds.DEFAULT) + 0.02);
    // With true probabilities, 0.5 has most exact matches.
    assertThat(DecisionRule.tuned(validation, Metric.EXACT_MATCH, 1).defaultProfile())
        .isEqualTo(ThresholdProfile.HALF);
  }

  private static double sum(Estimate estimate) {
    return estimate.microF1() + estimate.macroF1() + estimate.exactMatch();
  }

  @Test
  void scoresThatHalfIsRightFor_staysHalf() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B"));
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      boolean[] expected = {random.nextBoolean(), random.nextInt(4) == 0};
      builder.add(expected, new float[] {expected[0] ? 0.9f : 0.1f, expected[1] ? 0.8f : 0.3f});
    }
    ThresholdTuning tuning = ThresholdTuning.of(builder.build(), 1);
    assertThat(tuning.outcomes())
        .allSatisfy(
            outcome -> {
              assertThat(outcome.tuned()).isFalse();
              assertThat(outcome.thresholds()).isEqualTo(Thresholds.DEFAULT);
              assertThat(outcome.expected()).isEqualTo(new Estimate(1, 1, 1));
              assertThat(outcome.apparent()).isEqualTo(outcome.expected());
            });
    assertThat(tuning.profiles().available()).containsExactly(ThresholdProfile.values());
  }

  @Test
  void fewArticles_staysHalf() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < 99; i++) {
      builder.add(new boolean[] {i % 3 == 0}, new float[] {i % 3 == 0 ? 0.4f : 0.1f});
    }
    assertThat(ThresholdTuning.of(builder.build(), 1).outcomes())
        .noneMatch(Outcome::tuned)
        .hasSize(5);
    builder.add(new boolean[] {false}, new float[] {0.1f});
    Outcome tuned = ThresholdTuning.of(builder.build(), 1).outcome(ThresholdProfile.EXACT_MATCH);
    assertThat(tuned.tuned()).isTrue();
    assertThat(tuned.thresholds().get(0)).isBetween(0.1, 0.4);
    assertThat(tuned.expected()).isEqualTo(new Estimate(1, 1, 1));
  }

  @Test
  void labelThatNoArticleHas_getsTheSharedThreshold() {
    List<Source> sources = new ArrayList<>(SyntheticScores.rareLabels());
    ScoredArticles drawn = SyntheticScores.draw(sources, 3000, 5);
    List<String> ids = new ArrayList<>(drawn.labels());
    ids.add("none");
    ids.add("all");
    ScoredArticles.Builder builder = ScoredArticles.builder(ids);
    for (int i = 0; i < drawn.size(); i++) {
      boolean[] expected = new boolean[ids.size()];
      float[] scores = new float[ids.size()];
      for (int label = 0; label < drawn.labels().size(); label++) {
        expected[label] = drawn.isExpected(i, label);
        scores[label] = drawn.score(i, label);
      }
      scores[ids.size() - 2] = 0.01f;
      scores[ids.size() - 1] = 0.99f;
      expected[ids.size() - 1] = true;
      builder.add(expected, scores);
    }
    ThresholdFit fit =
        ThresholdFit.of(ThresholdProfile.MACRO_F1, new ScoreGrid(builder.build()), Folds.all(3000));
    double shared = fit.shrunk(Double.POSITIVE_INFINITY).get(0);
    for (double shrinkage : new double[] {0, 30}) {
      Thresholds thresholds = fit.shrunk(shrinkage);
      assertThat(thresholds.get(ids.size() - 2)).isEqualTo(shared);
      assertThat(thresholds.get(ids.size() - 1)).isEqualTo(shared);
      assertThat(thresholds.get(0)).isNotEqualTo(shared);
    }
  }

  @Test
  void shrinkage_more_isNearerToTheSharedThreshold() {
    ScoredArticles articles = SyntheticScores.draw(SyntheticScores.mixedLabels(), 500, 9);
    for (ThresholdProfile goal : EnumSet.complementOf(EnumSet.of(ThresholdProfile.HALF))) {
      ThresholdFit fit = ThresholdFit.of(goal, new ScoreGrid(articles), Folds.all(500));
      double shared = fit.shrunk(Double.POSITIVE_INFINITY).get(0);
      for (int label = 0; label < articles.labels().size(); label++) {
        double before = Double.POSITIVE_INFINITY;
        for (double shrinkage : new double[] {0, 10, 100, 1000, 1e9}) {
          double distance = Math.abs(fit.shrunk(shrinkage).get(label) - shared);
          assertThat(distance).isLessThanOrEqualTo(before);
          before = distance;
        }
        assertThat(before).isLessThan(1e-4);
      }
    }
  }

  @Test
  void sameSeed_sameResult() {
    ScoredArticles articles = SyntheticScores.draw(SyntheticScores.mixedLabels(), 300, 4);
    ThresholdTuning tuning = ThresholdTuning.of(articles, 8);
    assertThat(ThresholdTuning.of(articles, 8).outcomes()).isEqualTo(tuning.outcomes());
    assertThat(tuning.toMarkdown())
        .startsWith("| Thresholds for | Micro-F1 | Macro-F1 | Exact match |  |\n|:---|")
        .contains("| 0.5 | ")
        .hasLineCount(2 + 5);
  }

  @Test
  void tallies_randomDecisions_areThoseOfEvaluation() {
    Random random = new Random(2);
    for (int round = 0; round < 40; round++) {
      ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B", "C"));
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        builder.add(
            new boolean[] {random.nextBoolean(), random.nextBoolean(), false},
            new float[] {random.nextInt(5) / 4f, random.nextFloat(), random.nextFloat()},
            new boolean[] {random.nextInt(5) == 0, false, false});
      }
      ScoredArticles articles = builder.build();
      Thresholds thresholds = Thresholds.of(List.of(0.25, 0.5, 0.9));
      Folds folds = new Folds(Folds.all(articles.size()), 4, random);
      DecisionTally sum = new DecisionTally(3);
      for (int fold = 0; fold < folds.count(); fold++) {
        assertThat(folds.heldOut(fold).length + folds.rest(fold).length).isEqualTo(articles.size());
        sum.add(DecisionTally.of(articles, folds.heldOut(fold), thresholds), 1);
      }
      Evaluation evaluation = articles.evaluate(thresholds);
      assertThat(sum.estimate())
          .isEqualTo(
              new Estimate(
                  evaluation.micro().f1(), evaluation.macro().f1(), evaluation.subsetAccuracy()));
    }
  }

  @Test
  void grid_rankOfAScore_isTheThresholdsItExceeds() {
    Random random = new Random(3);
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < 300; i++) {
      float score =
          i < 100
              ? (float) ScoreGrid.threshold(ScoreGrid.logit(random.nextInt(ScoreGrid.SIZE)))
              : i == 100 ? 0 : i == 101 ? 1 : random.nextFloat();
      builder.add(new boolean[] {true}, new float[] {score});
    }
    ScoredArticles articles = builder.build();
    ScoreGrid grid = new ScoreGrid(articles);
    assertThat(ScoreGrid.logit((ScoreGrid.SIZE - 1) / 2.0)).isZero();
    for (int i = 0; i < articles.size(); i++) {
      for (int index = 0; index < ScoreGrid.SIZE; index++) {
        double threshold = ScoreGrid.threshold(ScoreGrid.logit(index));
        assertThat(grid.rank(i, 0) > index)
            .isEqualTo(Thresholds.uniform(threshold).predicts(0, articles.score(i, 0)));
      }
    }
  }
}
