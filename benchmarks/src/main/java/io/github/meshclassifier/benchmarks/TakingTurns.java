package io.github.meshclassifier.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * Times of several sides that took turns in one thread, once each per round, in an order that
 * rotates, so that a disturbance of the machine hits all alike.
 */
final class TakingTurns {
  private static final int WARMUP_ROUNDS = 3;
  // Threads of the side before spin for some milliseconds before they sleep.
  private static final long PAUSE_MILLIS = 20;

  private final double[][] seconds;

  private TakingTurns(double[][] seconds) {
    this.seconds = seconds;
  }

  /**
   * Measures, after a few rounds that do not count. Each round is printed on standard error, to
   * show the progress of a long measurement.
   *
   * @param sides what to run
   * @param rounds how often
   * @throws InterruptedException if the thread is interrupted between two turns
   */
  static TakingTurns measure(List<Runnable> sides, int rounds) throws InterruptedException {
    double[][] seconds = new double[sides.size()][rounds];
    for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
      for (int turn = 0; turn < sides.size(); turn++) {
        int side = Math.floorMod(turn + round, sides.size());
        Thread.sleep(PAUSE_MILLIS);
        long start = System.nanoTime();
        sides.get(side).run();
        long end = System.nanoTime();
        if (round >= 0) {
          seconds[side][round] = (end - start) / 1e9;
        }
      }
      System.err.println(
          round < 0
              ? "  round " + (round + 1 + WARMUP_ROUNDS) + " of " + WARMUP_ROUNDS + " to warm up"
              : "  round " + (round + 1) + " of " + rounds);
    }
    return new TakingTurns(seconds);
  }

  int rounds() {
    return seconds[0].length;
  }

  double seconds(int side) {
    return median(seconds[side]);
  }

  /** The median over rounds of one side's time divided by another's in the same round. */
  double ratio(int dividend, int divisor) {
    double[] ratios = new double[seconds[dividend].length];
    Arrays.setAll(ratios, round -> seconds[dividend][round] / seconds[divisor][round]);
    return median(ratios);
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
