package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best thresholds for a goal on some articles: one that all labels share, and each label's own.
 */
final class ThresholdFit {
  private static final int MOST_ROUNDS = 50;

  private final double shared;
  private final double[] own;
  private final int[] examples;

  /**
   * Keeps what was found.
   *
   * @param shared the logit of the threshold that is best for all labels together
   * @param own for each label the logit of the threshold that is best for it
   * @param examples for each label how many articles its own is drawn from
   */
  private ThresholdFit(double shared, double[] own, int[] examples) {
    this.shared = shared;
    this.own = own;
    this.examples = examples;
  }

  static ThresholdFit of(Metric goal, ScoreGrid grid, int[] articles) {
    LabelCurves curves = new LabelCurves(grid, articles);
    int shared;
    int[] own;
    switch (goal) {
      case MICRO_F1 -> {
        shared = LabelCurves.best(microF1(curves));
        own = microOwn(curves, shared);
      }
      case MACRO_F1 -> {
        shared = LabelCurves.best(macroF1(curves));
        own = macroOwn(curves);
      }
      case EXACT_MATCH -> {
        ExactMatches exact = new ExactMatches(grid, articles);
        shared = LabelCurves.best(exact.sharedCurve());
        own = exact.ascend(shared);
      }
      default -> throw new IllegalArgumentException("no thresholds are tuned for " + goal);
    }
    double[] logits = new double[own.length];
    int[] examples = new int[own.length];
    for (int label = 0; label < own.length; label++) {
      examples[label] = curves.examples(label);
      logits[label] = ScoreGrid.logit(own[label]);
    }
    return new ThresholdFit(ScoreGrid.logit(shared), logits, examples);
  }

  /**
   * Moves each label's threshold towards the shared one: it keeps the part {@code examples /
   * (examples + shrinkage)} of the distance, measured in logits, and nothing without examples.
   */
  Thresholds shrunk(double shrinkage) {
    if (shrinkage == Double.POSITIVE_INFINITY) {
      return Thresholds.uniform(ScoreGrid.threshold(shared));
    }
    List<Double> thresholds = new ArrayList<>(own.length);
    for (int label = 0; label < own.length; label++) {
      double part = examples[label] == 0 ? 0 : examples[label] / (examples[label] + shrinkage);
      thresholds.add(ScoreGrid.threshold(shared + part * (own[label] - shared)));
    }
    return Thresholds.of(thresholds);
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
  private static int[] microOwn(LabelCurves curves, int shared) {
    int[] own = new int[curves.labelCount()];
    Arrays.fill(own, shared);
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
