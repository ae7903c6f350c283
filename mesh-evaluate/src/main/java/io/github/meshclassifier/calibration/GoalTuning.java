package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tunes thresholds for one goal. Cross-validation within the given articles chooses how much they
 * are shrunk; an outer cross-validation measures what the choice gains.
 */
final class GoalTuning {
  /**
   * From the shared threshold alone to each label's own; the first of equally good ones is taken.
   */
  private static final double[] SHRINKAGES = {Double.POSITIVE_INFINITY, 1000, 300, 100, 30, 10, 0};

  private static final int INNER_FOLDS = 5;
  private static final int INNER_REPEATS = 2;

  private final ThresholdProfile goal;
  private final ScoredArticles articles;
  private final ScoreGrid grid;

  GoalTuning(ThresholdProfile goal, ScoredArticles articles, ScoreGrid grid) {
    this.goal = goal;
    this.articles = articles;
    this.grid = grid;
  }

  /** Thresholds, and how much they were shrunk; NaN if 0.5 was better than all of them. */
  record Choice(Thresholds thresholds, double shrinkage) {
    static final Choice HALF = new Choice(Thresholds.DEFAULT, Double.NaN);

    boolean isHalf() {
      return Double.isNaN(shrinkage);
    }
  }

  /** What cross-validation says of a choice: the counts with it, and whether it beats 0.5. */
  record Validated(DecisionTally tally, boolean better) {}

  /** Chooses thresholds on some of the articles. */
  Choice choose(int[] chosenBy, Random random) {
    double half = 0;
    double[] tuned = new double[SHRINKAGES.length];
    for (int repeat = 0; repeat < INNER_REPEATS; repeat++) {
      Folds folds = new Folds(chosenBy, INNER_FOLDS, random);
      DecisionTally halfTally = tally();
      List<DecisionTally> tallies = new ArrayList<>();
      for (int i = 0; i < SHRINKAGES.length; i++) {
        tallies.add(tally());
      }
      for (int fold = 0; fold < folds.count(); fold++) {
        int[] heldOut = folds.heldOut(fold);
        ThresholdFit fit = ThresholdFit.of(goal, grid, folds.rest(fold));
        halfTally.add(DecisionTally.of(articles, heldOut, Thresholds.DEFAULT), 1);
        for (int i = 0; i < SHRINKAGES.length; i++) {
          tallies.get(i).add(DecisionTally.of(articles, heldOut, fit.shrunk(SHRINKAGES[i])), 1);
        }
      }
      half += halfTally.value(goal);
      for (int i = 0; i < SHRINKAGES.length; i++) {
        tuned[i] += tallies.get(i).value(goal);
      }
    }
    int best = 0;
    for (int i = 1; i < tuned.length; i++) {
      best = tuned[i] > tuned[best] ? i : best;
    }
    if (!(tuned[best] > half)) {
      return Choice.HALF;
    }
    ThresholdFit fit = ThresholdFit.of(goal, grid, chosenBy);
    return new Choice(fit.shrunk(SHRINKAGES[best]), SHRINKAGES[best]);
  }

  /** Chooses without each part of the articles in turn and decides on that part. */
  Validated validate(Random random) {
    Folds folds = new Folds(Folds.all(articles.size()), SureGain.FOLDS, random);
    DecisionTally all = tally();
    DecisionTally allHalf = tally();
    List<DecisionTally> parts = new ArrayList<>();
    List<DecisionTally> partsHalf = new ArrayList<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      Choice choice = choose(folds.rest(fold), random);
      parts.add(DecisionTally.of(articles, folds.heldOut(fold), choice.thresholds()));
      partsHalf.add(DecisionTally.of(articles, folds.heldOut(fold), Thresholds.DEFAULT));
      all.add(parts.get(fold), 1);
      allHalf.add(partsHalf.get(fold), 1);
    }
    double gain = all.value(goal) - allHalf.value(goal);
    return new Validated(all, gain > SureGain.least(gainsWithout(all, allHalf, parts, partsHalf)));
  }

  /** How the gain changes as each part is left out. */
  private double[] gainsWithout(
      DecisionTally all,
      DecisionTally allHalf,
      List<DecisionTally> parts,
      List<DecisionTally> partsHalf) {
    double[] gains = new double[parts.size()];
    for (int i = 0; i < gains.length; i++) {
      all.add(parts.get(i), -1);
      allHalf.add(partsHalf.get(i), -1);
      gains[i] = all.value(goal) - allHalf.value(goal);
      all.add(parts.get(i), 1);
      allHalf.add(partsHalf.get(i), 1);
    }
    return gains;
  }

  private DecisionTally tally() {
    return new DecisionTally(articles.labels().size());
  }
}
