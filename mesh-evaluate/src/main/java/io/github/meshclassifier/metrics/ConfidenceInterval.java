package io.github.meshclassifier.metrics;

/**
 * An estimate and the interval that the truth is expected in.
 *
 * <p>Immutable and thread-safe. All three numbers are NaN if the estimate is undefined, as an AUROC
 * without positives.
 *
 * @param estimate the value measured
 * @param low the lower end of the interval
 * @param high the upper end of the interval, not below the lower
 * @param level the part of such intervals that contain the truth in the long run, in (0, 1)
 */
public record ConfidenceInterval(double estimate, double low, double high, double level) {

  /**
   * Requires an interval.
   *
   * @param estimate the value measured
   * @param low the lower end
   * @param high the upper end
   * @param level the level, in (0, 1)
   * @throws IllegalArgumentException if the ends are in the wrong order, some of the three numbers
   *     are NaN and others not, or the level is out of its range
   */
  public ConfidenceInterval {
    boolean undefined = Double.isNaN(estimate);
    if (undefined != Double.isNaN(low) || undefined != Double.isNaN(high) || low > high) {
      throw new IllegalArgumentException(
          "an interval needs low <= high and all numbers or none, was ["
              + low
              + ", "
              + high
              + "] of "
              + estimate);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1), was " + level);
    }
  }

  /**
   * Returns whether there is an interval.
   *
   * @return false if the estimate is undefined
   */
  public boolean isDefined() {
    return !Double.isNaN(estimate);
  }

  /**
   * Returns whether a value lies in the interval, its ends included.
   *
   * @param value any value
   * @return whether it does; false if the interval is undefined
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
