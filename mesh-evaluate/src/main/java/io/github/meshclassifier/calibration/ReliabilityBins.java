package io.github.meshclassifier.calibration;

import io.github.meshclassifier.calibration.Reliability.Bin;
import io.github.meshclassifier.calibration.Reliability.Binning;
import io.github.meshclassifier.calibration.Reliability.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects scores with their outcomes, and puts them into bins. */
final class ReliabilityBins {
  private final String name;

  /** For each score its bits and, as the lowest bit, its outcome; sorted, the scores ascend. */
  private long[] cells = new long[16];

  private int count;

  ReliabilityBins(String name) {
    this.name = name;
  }

  /** Adds a score. The bits of floats from 0 on are in the order of the floats. */
  void add(float score, boolean expected) {
    if (count == cells.length) {
      cells = Arrays.copyOf(cells, Math.multiplyExact(count, 2));
    }
    cells[count++] = (long) Float.floatToIntBits(score + 0f) << 1 | (expected ? 1 : 0);
  }

  Curve curve(int bins, Binning binning) {
    Arrays.sort(cells, 0, count);
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double difference = score(i) - outcome(i);
      squares += difference * difference;
    }
    List<Bin> found = binning == Binning.EQUAL_WIDTH ? equalWidth(bins) : equalMass(bins);
    double sum = 0;
    double most = 0;
    for (Bin bin : found) {
      double difference = Math.abs(bin.meanScore() - bin.expectedShare());
      sum += difference * bin.count();
      most = Math.max(most, difference);
    }
    double all = Math.max(1, count);
    return new Curve(name, count, sum / all, most, squares / all, found);
  }

  private List<Bin> equalWidth(int bins) {
    List<Bin> found = new ArrayList<>();
    for (int from = 0, to = 0; from < count; from = to) {
      int index = bin(from, bins);
      while (to < count && bin(to, bins) == index) {
        to++;
      }
      found.add(bin((double) index / bins, (index + 1.0) / bins, from, to));
    }
    return found;
  }

  private int bin(int cell, int bins) {
    return Math.min(bins - 1, (int) (score(cell) * bins));
  }

  /** Each bin takes its part of what is left, and all scores that equal its last. */
  private List<Bin> equalMass(int bins) {
    List<Bin> found = new ArrayList<>();
    int from = 0;
    for (int left = bins; from < count; left--) {
      int to = from + Math.max(1, (count - from) / Math.max(1, left));
      while (to < count && score(to) == score(to - 1)) {
        to++;
      }
      found.add(bin(score(from), score(to - 1), from, to));
      from = to;
    }
    return found;
  }

  private Bin bin(double least, double most, int from, int to) {
    double scores = 0;
    long outcomes = 0;
    for (int i = from; i < to; i++) {
      scores += score(i);
      outcomes += outcome(i);
    }
    int size = to - from;
    return new Bin(least, most, size, Math.min(1, scores / size), (double) outcomes / size);
  }

  private double score(int cell) {
    return Float.intBitsToFloat((int) (cells[cell] >> 1));
  }

  private int outcome(int cell) {
    return (int) (cells[cell] & 1);
  }
}
