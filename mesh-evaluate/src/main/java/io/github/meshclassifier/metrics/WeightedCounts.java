package io.github.meshclassifier.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * The decisions on articles in a form in which a resample of them is counted fast.
 *
 * <p>Each cell holds one of three counters of 21 bits in a long: true positive, false positive or
 * false negative. Articles are thus counted by adding their rows, each as often as it was drawn,
 * and all three counters of a label with one addition.
 *
 * <p>Not thread-safe; one per thread.
 */
final class WeightedCounts {
  private static final int BITS = 21;
  private static final long MASK = (1L << BITS) - 1;
  private static final long TRUE_POSITIVE = 1;
  private static final long FALSE_POSITIVE = 1L << BITS;
  private static final long FALSE_NEGATIVE = 1L << (2 * BITS);

  private final int width;
  private final int rows;
  private final long[] cells;
  private final int[] cellsThatCount;

  private final long[] packed;
  private final long[] truePositives;
  private final long[] falsePositives;
  private final long[] falseNegatives;
  private long decisions;

  /** Takes the rows of the parts one after the other; all parts have the same labels. */
  WeightedCounts(List<Decisions> parts) {
    this.width = parts.get(0).articles().labels().size();
    this.rows = parts.stream().mapToInt(part -> part.articles().size()).sum();
    this.cells = new long[Math.multiplyExact(rows, width)];
    this.cellsThatCount = new int[rows];
    this.packed = new long[width];
    this.truePositives = new long[width];
    this.falsePositives = new long[width];
    this.falseNegatives = new long[width];
    int row = 0;
    for (Decisions part : parts) {
      for (int article = 0; article < part.articles().size(); article++, row++) {
        for (int label = 0; label < width; label++) {
          cells[row * width + label] = cell(part, article, label);
          cellsThatCount[row] += part.articles().isIgnored(article, label) ? 0 : 1;
        }
      }
    }
  }

  private static long cell(Decisions part, int article, int label) {
    if (part.isPredicted(article, label)) {
      return part.isExpected(article, label) ? TRUE_POSITIVE : FALSE_POSITIVE;
    }
    return part.isExpected(article, label) ? FALSE_NEGATIVE : 0;
  }

  /** Counts each row as often as its weight says. */
  void count(int[] weights) {
    Arrays.fill(packed, 0);
    Arrays.fill(truePositives, 0);
    Arrays.fill(falsePositives, 0);
    Arrays.fill(falseNegatives, 0);
    decisions = 0;
    long inPacked = 0;
    for (int row = 0; row < rows; row++) {
      int weight = weights[row];
      if (weight == 0) {
        continue;
      }
      if (inPacked + weight > MASK) {
        unpack();
        inPacked = 0;
      }
      inPacked += weight;
      decisions += (long) weight * cellsThatCount[row];
      int from = row * width;
      for (int label = 0; label < width; label++) {
        packed[label] += weight * cells[from + label];
      }
    }
    unpack();
  }

  private void unpack() {
    for (int label = 0; label < width; label++) {
      truePositives[label] += packed[label] & MASK;
      falsePositives[label] += (packed[label] >>> BITS) & MASK;
      falseNegatives[label] += packed[label] >>> (2 * BITS);
      packed[label] = 0;
    }
  }

  double f1(int label) {
    return f1(truePositives[label], falsePositives[label], falseNegatives[label]);
  }

  double microF1() {
    return f1(sum(truePositives), sum(falsePositives), sum(falseNegatives));
  }

  double macroF1() {
    double sum = 0;
    for (int label = 0; label < width; label++) {
      sum += f1(label);
    }
    return sum / width;
  }

  double weightedF1() {
    double sum = 0;
    long weights = 0;
    for (int label = 0; label < width; label++) {
      long support = truePositives[label] + falseNegatives[label];
      sum += support * f1(label);
      weights += support;
    }
    return Ratio.of(sum, (double) weights);
  }

  double hammingLoss() {
    return Ratio.of((double) (sum(falsePositives) + sum(falseNegatives)), (double) decisions);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private static double f1(long truePositives, long falsePositives, long falseNegatives) {
    return Ratio.of(2.0 * truePositives, 2.0 * truePositives + falsePositives + falseNegatives);
  }
}
