package io.github.meshclassifier.metrics;

/**
 * The generator SplitMix64, written out so that it gives the same numbers on every Java.
 *
 * <p>Source: G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators,
 * OOPSLA 2014. Not thread-safe; one per thread.
 */
final class SplitMix {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a number from 0 to below the bound; the bias is less than the bound over 2^63. */
  int nextInt(int bound) {
    return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
  }
}
