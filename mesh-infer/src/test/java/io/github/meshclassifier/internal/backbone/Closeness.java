package io.github.meshclassifier.internal.backbone;

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
}
