package io.github.meshclassifier.calibration;

import java.util.Arrays;

/**
 * For each label, how many of some articles would be predicted, and rightly, at each threshold of
 * the grid.
 *
 * <p>Each score is spread over the thresholds around it (a triangular kernel of half a logit to
 * either side), since the exact place of one of few scores says nothing about other articles.
 */
final class LabelCurves {
  /** Half a logit in steps of the grid. */
  private static final int REACH = 10;

  private final double[][] truePositives;
  private final double[][] predicted;
  private final int[] expected;
  private final int[] cells;

  LabelCurves(ScoreGrid grid, int[] articles) {
    int labels = grid.labelCount();
    truePositives = new double[labels][ScoreGrid.SIZE];
    predicted = new double[labels][ScoreGrid.SIZE];
    expected = new int[labels];
    cells = new int[labels];
    int[] with = new int[ScoreGrid.SIZE + 1];
    int[] all = new int[ScoreGrid.SIZE + 1];
    for (int label = 0; label < labels; label++) {
      Arrays.fill(with, 0);
      Arrays.fill(all, 0);
      for (int article : articles) {
        int rank = grid.rank(article, label);
        if (rank != ScoreGrid.IGNORED) {
          all[rank]++;
          cells[label]++;
          if (grid.isExpected(article, label)) {
            with[rank]++;
            expected[label]++;
          }
        }
      }
      truePositives[label] = smooth(above(with));
      predicted[label] = smooth(above(all));
    }
  }

  /** Returns for each threshold how many scores exceed it. */
  static double[] above(int[] ranks) {
    double[] above = new double[ScoreGrid.SIZE];
    int sum = 0;
    for (int index = ScoreGrid.SIZE - 1; index >= 0; index--) {
      sum += ranks[index + 1];
      above[index] = sum;
    }
    return above;
  }

  /**
   * Averages each value with those around it; beyond its ends a curve keeps its last value. The
   * triangular kernel is a moving average of a moving average. Sums of counts are exact, so what is
   * equal stays equal.
   */
  static double[] smooth(double[] curve) {
    double[] padded = new double[curve.length + 2 * REACH];
    Arrays.fill(padded, 0, REACH, curve[0]);
    System.arraycopy(curve, 0, padded, REACH, curve.length);
    Arrays.fill(padded, REACH + curve.length, padded.length, curve[curve.length - 1]);
    double[] smooth = movingSums(movingSums(padded));
    for (int index = 0; index < smooth.length; index++) {
      smooth[index] /= (REACH + 1.0) * (REACH + 1.0);
    }
    return smooth;
  }

  /** Returns the sum of each value and the {@link #REACH} that follow it. */
  private static double[] movingSums(double[] values) {
    double[] sums = new double[values.length - REACH];
    double sum = 0;
    for (int index = 0; index < values.length; index++) {
      sum += values[index];
      if (index >= REACH) {
        sums[index - REACH] = sum;
        sum -= values[index - REACH];
      }
    }
    return sums;
  }

  /** Returns where a curve is greatest, of equal places the one nearest to a threshold of 0.5. */
  static int best(double[] curve) {
    int middle = curve.length / 2;
    int best = middle;
    for (int distance = 1; distance <= middle; distance++) {
      for (int index : new int[] {middle - distance, middle + distance}) {
        if (curve[index] > curve[best] + 1e-12 * Math.abs(curve[best])) {
          best = index;
        }
      }
    }
    return best;
  }

  int labelCount() {
    return expected.length;
  }

  double truePositives(int label, int index) {
    return truePositives[label][index];
  }

  double predicted(int label, int index) {
    return predicted[label][index];
  }

  int expected(int label) {
    return expected[label];
  }

  /**
   * Returns how many articles determine the label's threshold: those with the label or those
   * without it, whichever are fewer.
   */
  int examples(int label) {
    return Math.min(expected[label], cells[label] - expected[label]);
  }
}
