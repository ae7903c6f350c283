package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Comparison of numbers that were computed in another order of operations. */
final class Closeness {
  private Closeness() {}

  /** Requires |found - expected| to be at most the tolerance times max(1, |expected|). */
  static void assertClose(float[] found, float[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double scale = Math.max(1, Math.abs(expected[i]));
      assertThat(Math.abs(found[i] - (double) expected[i]) / scale)
          .describedAs("output %d: %s against %s", i, found[i], expected[i])
          .isLessThanOrEqualTo(tolerance);
    }
  }

  /** Returns the root mean square of the difference, as a part of that of the expected numbers. */
  static double difference(float[][] found, float[][] expected) {
    double difference = 0;
    double size = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int i = 0; i < expected[row].length; i++) {
        difference += Math.pow(found[row][i] - (double) expected[row][i], 2);
        size += Math.pow(expected[row][i], 2);
      }
    }
    return Math.sqrt(difference / size);
  }
}
