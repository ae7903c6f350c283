package io.github.meshclassifier.metrics;

/**
 * The number of resamples, the level of an interval, and the seed of the random numbers.
 *
 * <p>Immutable and thread-safe. The same resampling of the same articles gives the same numbers on
 * every machine.
 *
 * @param resamples how many sets are drawn, at least 100
 * @param level the part of intervals that contain the truth in the long run, in (0, 1)
 * @param seed the seed of the random numbers, any number
 */
public record Resampling(int resamples, double level, long seed) {
  /** The number of resamples of {@link #DEFAULT}. */
  public static final int DEFAULT_RESAMPLES = 1_000;

  /** The level of {@link #DEFAULT}. */
  public static final double DEFAULT_LEVEL = 0.95;

  /** The seed of {@link #DEFAULT}. */
  public static final long DEFAULT_SEED = 42;

  /** 1,000 resamples, level 0.95 and seed 42. */
  public static final Resampling DEFAULT =
      new Resampling(DEFAULT_RESAMPLES, DEFAULT_LEVEL, DEFAULT_SEED);

  private static final int MIN_RESAMPLES = 100;

  /**
   * Requires valid numbers.
   *
   * @param resamples how many sets are drawn, at least 100
   * @param level the level, in (0, 1)
   * @param seed any number
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Resampling {
    if (resamples < MIN_RESAMPLES) {
      throw new IllegalArgumentException(
          "resamples must be at least " + MIN_RESAMPLES + ", was " + resamples);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1), was " + level);
    }
  }

  /**
   * Returns this resampling with another seed.
   *
   * @param newSeed any number
   * @return a resampling that differs in the seed alone
   */
  public Resampling withSeed(long newSeed) {
    return new Resampling(resamples, level, newSeed);
  }
}
