package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best thresholds for a goal on some articles: those that follow from one number that all
 * labels share, and each label's own. What is shared is a threshold, and for {@link
 * ThresholdProfile#BALANCED} how far below 0.5 a label's threshold lies for its rarity.
 */
final class ThresholdFit {
  private static final int MOST_ROUNDS = 50;

  /** How far, in logits, a threshold may lie below 0.5 for each logit that the label is rarer. */
  private static final double[] SLOPES = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};

  private final double[] shared;
  private final double[] own;
  private final int[] examples;

  /**
   * Keeps what was found.
   *
   * @param shared for each label the logit of the threshold that follows from what all share
   * @param own for each label the logit of the threshold that is best for it
   * @param examples for each label how many articles its own is drawn from
   */
  private ThresholdFit(double[] shared, double[] own, int[] examples) {
    this.shared = shared;
    this.own = own;
    this.examples = examples;
  }

  static ThresholdFit of(ThresholdProfile goal, ScoreGrid grid, int[] articles) {
    LabelCurves curves = new LabelCurves(grid, articles);
    int[] shared = new int[grid.labelCount()];
    int[] own;
    switch (goal) {
      case MICRO_F1 -> {
        Arrays.fill(shared, LabelCurves.best(microF1(curves)));
        own = microOwn(curves, shared);
      }
      case MACRO_F1 -> {
        Arrays.fill(shared, LabelCurves.best(macroF1(curves)));
        own = macroOwn(curves);
      }
      case EXACT_MATCH -> {
        ExactMatches exact = new ExactMatches(grid, articles);
        Arrays.fill(shared, LabelCurves.best(exact.sharedCurve()));
        own = exact.ascend(shared);
      }
      case BALANCED -> {
        shared = byRarity(curves, new ExactMatches(grid, articles), articles.length);
        own = shared;
      }
      default -> throw new IllegalArgumentException("no thresholds are tuned for " + goal);
    }
    int[] examples = new int[own.length];
    for (int label = 0; label < own.length; label++) {
      examples[label] = curves.examples(label);
    }
    return new ThresholdFit(logits(shared), logits(own), examples);
  }

  private static double[] logits(int[] at) {
    return Arrays.stream(at).mapToDouble(ScoreGrid::logit).toArray();
  }

  /**
   * Moves each label's threshold towards the shared one: it keeps the part {@code examples /
   * (examples + shrinkage)} of the distance, measured in logits, and nothing without examples.
   */
  Thresholds shrunk(double shrinkage) {
    List<Double> thresholds = new ArrayList<>(own.length);
    for (int label = 0; label < own.length; label++) {
      double part =
          examples[label] == 0 || shrinkage == Double.POSITIVE_INFINITY
              ? 0
              : examples[label] / (examples[label] + shrinkage);
      thresholds.add(ScoreGrid.threshold(shared[label] + part * (own[label] - shared[label])));
    }
    return thresholds.stream().distinct().count() == 1
        ? Thresholds.uniform(thresholds.get(0))
        : Thresholds.of(thresholds);
  }

  /** The thresholds of the best slope: 0.5 for a label that at least half of the articles have. */
  private static int[] byRarity(LabelCurves curves, ExactMatches exact, int articles) {
    int[] best = new int[curves.labelCount()];
    double most = Double.NEGATIVE_INFINITY;
    for (double slope : SLOPES) {
      int[] at = new int[best.length];
      double macro = 0;
      for (int label = 0; label < at.length; label++) {
        double share = (curves.expected(label) + 0.5) / (articles + 1.0);
        double rarity = Math.max(0, StrictMath.log((1 - share) / share));
        at[label] = ScoreGrid.nearest(-slope * rarity);
        macro += f1(curves, label)[at[label]] / at.length;
      }
      double value = f1At(curves, at) + macro + (double) exact.count(at) / articles;
      if (value > most) {
        most = value;
        best = at;
      }
    }
    return best;
  }

  private static double[] microF1(LabelCurves curves) {
    double[] f1 = new double[ScoreGrid.SIZE];
    for (int index = 0; index < f1.length; index++) {
      double right = 0;
      double all = 0;
      for (int label = 0; label < curves.labelCount(); label++) {
        right += curves.truePositives(label, index);
        all += curves.predicted(label, index) + curves.expected(label);
      }
      f1[index] = all == 0 ? 0 : 2 * right / all;
    }
    return f1;
  }

  private static double[] macroF1(LabelCurves curves) {
    double[] sum = new double[ScoreGrid.SIZE];
    for (int label = 0; label < curves.labelCount(); label++) {
      double[] f1 = f1(curves, label);
      for (int index = 0; index < sum.length; index++) {
        sum[index] += f1[index];
      }
    }
    return sum;
  }

  private static double[] f1(LabelCurves curves, int label) {
    double[] f1 = new double[ScoreGrid.SIZE];
    for (int index = 0; index < f1.length; index++) {
      double all = curves.predicted(label, index) + curves.expected(label);
      f1[index] = all == 0 ? 0 : 2 * curves.truePositives(label, index) / all;
    }
    return f1;
  }

  private static int[] macroOwn(LabelCurves curves) {
    int[] own = new int[curves.labelCount()];
    for (int label = 0; label < own.length; label++) {
      own[label] = LabelCurves.best(f1(curves, label));
    }
    return own;
  }

  /*
   * Micro-F1 is a ratio of sums over labels, 2 TP / (predicted + expected). It is at least F where
   * the sum of 2 TP - F (predicted + expected) is at least 0, and that sum is greatest where each
   * label's 2 TP - F predicted is. So F is raised to what those thresholds reach until it stays:
   * W. Dinkelbach, On Nonlinear Fractional Programming, Management Science 13, 1967. With calibrated
   * scores every label ends at F / 2: Z. Lipton et al., Thresholding Classifiers to Maximize F1
   * Score, 2014, arXiv:1402.1892.
   */
  private static int[] microOwn(LabelCurves curves, int[] shared) {
    int[] own = shared.clone();
    double reached = f1At(curves, own);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int[] next = new int[own.length];
      for (int label = 0; label < own.length; label++) {
        double[] gain = new double[ScoreGrid.SIZE];
        for (int index = 0; index < gain.length; index++) {
          gain[index] =
              2 * curves.truePositives(label, index) - reached * curves.predicted(label, index);
        }
        next[label] = LabelCurves.best(gain);
      }
      double f1 = f1At(curves, next);
      if (!(f1 > reached)) {
        break;
      }
      own = next;
      reached = f1;
    }
    return own;
  }

  private static double f1At(LabelCurves curves, int[] at) {
    double right = 0;
    double all = 0;
    for (int label = 0; label < at.length; label++) {
      right += curves.truePositives(label, at[label]);
      all += curves.predicted(label, at[label]) + curves.expected(label);
    }
    return all == 0 ? 0 : 2 * right / all;
  }
}
