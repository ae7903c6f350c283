package io.github.meshclassifier.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Cells with a score each, some of them positive, in the order of their scores; equal scores are
 * one step.
 *
 * <p>A cell is one int: the bits of its score, which for a float in [0, 1] are below 2^30 and grow
 * with it, and below them whether it is positive. So sorting is that of an int array, takes no
 * object and does not depend on the order the cells come in.
 *
 * <p>Not thread-safe; one per thread.
 */
final class RankedCells {
  private final int[] cells;
  private int size;
  private long positives;

  RankedCells(int capacity) {
    this.cells = new int[capacity];
  }

  /** Receives the cells with the highest score first, then those with the next, to the lowest. */
  interface Step {
    /**
     * Takes the cells of one score.
     *
     * @param newPositives the positives among them
     * @param positives the positives with this score or a higher one
     * @param negatives the negatives with this score or a higher one
     */
    void accept(float score, long newPositives, long positives, long negatives);
  }

  void clear() {
    size = 0;
    positives = 0;
  }

  void add(float score, boolean positive) {
    // Adding 0 turns -0.0, whose bits are negative, into 0.0.
    cells[size++] = (Float.floatToIntBits(score + 0.0f) << 1) | (positive ? 1 : 0);
    positives += positive ? 1 : 0;
  }

  /** Adds a cell unless it is ignored. */
  void add(ScoredArticles articles, int article, int label) {
    if (!articles.isIgnored(article, label)) {
      add(articles.score(article, label), articles.isExpected(article, label));
    }
  }

  /** Adds a label of all articles, its ignored cells left out. */
  void addLabel(ScoredArticles articles, int label) {
    for (int article = 0; article < articles.size(); article++) {
      add(articles, article, label);
    }
  }

  /** Returns all cells of a set together, as if they were of one label. */
  static RankedCells all(ScoredArticles articles) {
    int width = articles.labels().size();
    RankedCells cells = new RankedCells(articles.size() * width);
    for (int label = 0; label < width; label++) {
      cells.addLabel(articles, label);
    }
    return cells;
  }

  void sort() {
    Arrays.sort(cells, 0, size);
  }

  long positives() {
    return positives;
  }

  long negatives() {
    return size - positives;
  }

  /** Goes through the sorted cells. */
  void descend(Step step) {
    long seenPositives = 0;
    int i = size - 1;
    while (i >= 0) {
      int bits = cells[i] >>> 1;
      long before = seenPositives;
      while (i >= 0 && cells[i] >>> 1 == bits) {
        seenPositives += cells[i] & 1;
        i--;
      }
      step.accept(
          Float.intBitsToFloat(bits),
          seenPositives - before,
          seenPositives,
          size - 1 - i - seenPositives);
    }
  }

  /** Returns the part of pairs of a positive and a negative in which the positive is higher. */
  OptionalDouble auroc() {
    if (positives == 0 || negatives() == 0) {
      return OptionalDouble.empty();
    }
    // Twice the number of pairs, so that a tie counts as half a pair in whole numbers.
    long[] right = new long[1];
    long[] negativesAbove = new long[1];
    descend(
        (score, newPositives, seenPositives, seenNegatives) -> {
          right[0] += newPositives * (2 * negatives() - negativesAbove[0] - seenNegatives);
          negativesAbove[0] = seenNegatives;
        });
    return OptionalDouble.of(right[0] / (2.0 * positives * negatives()));
  }

  /** Returns the mean over the positives of the precision at their score. */
  OptionalDouble averagePrecision() {
    if (positives == 0) {
      return OptionalDouble.empty();
    }
    double[] sum = new double[1];
    descend(
        (score, newPositives, seenPositives, seenNegatives) ->
            sum[0] += newPositives * (seenPositives / (double) (seenPositives + seenNegatives)));
    return OptionalDouble.of(Math.min(1, sum[0] / positives));
  }

  /** Returns the number of cells down to the lowest positive, ties with it included; 0 if none. */
  long coverage() {
    long[] depth = new long[1];
    descend(
        (score, newPositives, seenPositives, seenNegatives) -> {
          if (newPositives > 0) {
            depth[0] = seenPositives + seenNegatives;
          }
        });
    return depth[0];
  }

  /** Returns the part of pairs in which the positive is not higher, ties included; 0 if no pair. */
  double rankingLoss() {
    long[] wrong = new long[1];
    descend(
        (score, newPositives, seenPositives, seenNegatives) ->
            wrong[0] += newPositives * seenNegatives);
    return Ratio.of((double) wrong[0], (double) positives * negatives());
  }
}
