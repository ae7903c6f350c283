package io.github.meshclassifier.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The articles in the order of their scores for each label, sorted once, so that a resample of them
 * is ranked by walking down.
 *
 * <p>Not thread-safe; one per thread.
 */
final class WeightedRankings {
  private static final int POSITIVE = 1;
  private static final int LAST_OF_TIE = 2;

  /** For each label the rows from the highest score on, times 4, with the two flags above. */
  private final int[][] order;

  WeightedRankings(List<Decisions> parts) {
    int width = parts.get(0).articles().labels().size();
    this.order = new int[width][];
    for (int label = 0; label < width; label++) {
      order[label] = order(parts, label);
    }
  }

  private static int[] order(List<Decisions> parts, int label) {
    int rows = parts.stream().mapToInt(part -> part.articles().size()).sum();
    long[] keys = new long[rows];
    int size = 0;
    int firstRow = 0;
    for (Decisions part : parts) {
      ScoredArticles articles = part.articles();
      for (int article = 0; article < articles.size(); article++) {
        if (!articles.isIgnored(article, label)) {
          // Adding 0 turns -0.0 into 0.0; the bits of other scores are positive and grow with them.
          long score = Float.floatToIntBits(articles.score(article, label) + 0.0f);
          int flag = articles.isExpected(article, label) ? POSITIVE : 0;
          keys[size++] = (score << 32) | ((long) (firstRow + article) << 2) | flag;
        }
      }
      firstRow += articles.size();
    }
    Arrays.sort(keys, 0, size);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      long key = keys[size - 1 - i];
      boolean last = i == size - 1 || key >>> 32 != keys[size - 2 - i] >>> 32;
      order[i] = (int) key | (last ? LAST_OF_TIE : 0);
    }
    return order;
  }

  /** Returns the mean AUROC of the labels that have positives and negatives, NaN if none has. */
  double macroAuroc(int[] weights) {
    return mean(rows -> auroc(rows, weights));
  }

  /** Returns the mean average precision of the labels that have positives, NaN if none has. */
  double macroAveragePrecision(int[] weights) {
    return mean(rows -> averagePrecision(rows, weights));
  }

  private double mean(ToDoubleFunction<int[]> measure) {
    double sum = 0;
    int labels = 0;
    for (int[] rows : order) {
      double value = measure.applyAsDouble(rows);
      if (!Double.isNaN(value)) {
        sum += value;
        labels++;
      }
    }
    return labels == 0 ? Double.NaN : sum / labels;
  }

  private static double auroc(int[] rows, int[] weights) {
    long positives = 0;
    long negatives = 0;
    long positivesBefore = 0;
    long negativesBefore = 0;
    // Twice the pairs in which the negative is above the positive, a tie counting as half of one.
    long wrong = 0;
    for (int row : rows) {
      int weight = weights[row >>> 2];
      if ((row & POSITIVE) != 0) {
        positives += weight;
      } else {
        negatives += weight;
      }
      if ((row & LAST_OF_TIE) != 0) {
        wrong += (positives - positivesBefore) * (negativesBefore + negatives);
        positivesBefore = positives;
        negativesBefore = negatives;
      }
    }
    return positives == 0 || negatives == 0
        ? Double.NaN
        : 1 - wrong / (2.0 * positives * negatives);
  }

  private static double averagePrecision(int[] rows, int[] weights) {
    long positives = 0;
    long all = 0;
    long positivesBefore = 0;
    double sum = 0;
    for (int row : rows) {
      int weight = weights[row >>> 2];
      all += weight;
      positives += (row & POSITIVE) == 0 ? 0 : weight;
      if ((row & LAST_OF_TIE) != 0 && positives > positivesBefore) {
        sum += (positives - positivesBefore) * (positives / (double) all);
        positivesBefore = positives;
      }
    }
    return positives == 0 ? Double.NaN : Math.min(1, sum / positives);
  }
}
