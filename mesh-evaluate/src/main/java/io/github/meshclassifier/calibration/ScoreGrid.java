package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.Arrays;

/**
 * The scores of articles as how many thresholds of a grid they exceed, which is all that the search
 * for thresholds needs.
 *
 * <p>The grid is even on the scale of logits, where the thresholds of rare labels are as far apart
 * as others. Its ends are probabilities of 0.0003 and 0.9997.
 */
final class ScoreGrid {
  /** The number of thresholds. */
  static final int SIZE = 321;

  private static final double STEP = 0.05;
  private static final double LEAST = -STEP * (SIZE - 1) / 2;
  private static final double[] THRESHOLDS = thresholds();

  private final int size;
  private final int labelCount;

  /** For each cell the number of thresholds below its score, or {@link #IGNORED}. */
  private final short[] ranks;

  private final boolean[] expected;

  /** The rank of a cell that does not count. */
  static final int IGNORED = -1;

  ScoreGrid(ScoredArticles articles) {
    this.size = articles.size();
    this.labelCount = articles.labels().size();
    this.ranks = new short[Math.multiplyExact(size, labelCount)];
    this.expected = new boolean[ranks.length];
    for (int article = 0, cell = 0; article < size; article++) {
      for (int label = 0; label < labelCount; label++, cell++) {
        expected[cell] = articles.isExpected(article, label);
        ranks[cell] =
            (short)
                (articles.isIgnored(article, label)
                    ? IGNORED
                    : rank(articles.score(article, label)));
      }
    }
  }

  private static double[] thresholds() {
    double[] thresholds = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      thresholds[i] = threshold(logit(i));
    }
    return thresholds;
  }

  /** Returns how many thresholds are strictly below a score. */
  private static int rank(double score) {
    int found = Arrays.binarySearch(THRESHOLDS, score);
    return found >= 0 ? found : -found - 1;
  }

  /** Returns a threshold of the grid as a logit. */
  static double logit(double index) {
    return LEAST + STEP * index;
  }

  /** Returns the index of the threshold of the grid that is nearest to a logit. */
  static int nearest(double logit) {
    return (int) Math.max(0, Math.min(SIZE - 1, Math.rint((logit - LEAST) / STEP)));
  }

  /**
   * Returns the threshold of a logit, with six digits, more than a validation set can determine.
   */
  static double threshold(double logit) {
    return Math.rint(1e6 / (1 + StrictMath.exp(-logit))) / 1e6;
  }

  int size() {
    return size;
  }

  int labelCount() {
    return labelCount;
  }

  /** Returns the number of thresholds below a score, or {@link #IGNORED}. */
  int rank(int article, int label) {
    return ranks[article * labelCount + label];
  }

  boolean isExpected(int article, int label) {
    return expected[article * labelCount + label];
  }
}
