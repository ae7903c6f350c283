package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Thresholds;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that a model has for each goal. {@link ThresholdProfile#HALF} is always among
 * them.
 *
 * <p>Immutable and thread-safe.
 */
public final class ThresholdProfiles {
  private final int labelCount;
  private final EnumMap<ThresholdProfile, Thresholds> thresholds;

  private ThresholdProfiles(int labelCount, EnumMap<ThresholdProfile, Thresholds> thresholds) {
    this.labelCount = labelCount;
    this.thresholds = thresholds;
  }

  /**
   * Returns the profiles of a model that was not tuned.
   *
   * @param labelCount the number of labels, at least 1
   * @return {@link ThresholdProfile#HALF} alone
   * @throws IllegalArgumentException if there is no label
   */
  public static ThresholdProfiles half(int labelCount) {
    return of(labelCount, Map.of());
  }

  /**
   * Makes profiles.
   *
   * @param labelCount the number of labels, at least 1
   * @param thresholds for each profile its thresholds, uniform or one for each label; {@link
   *     ThresholdProfile#HALF} is added if it is not there; copied
   * @return the profiles
   * @throws IllegalArgumentException if there is no label, thresholds do not fit the number of
   *     labels, or those of {@link ThresholdProfile#HALF} are not 0.5 for every label
   */
  public static ThresholdProfiles of(int labelCount, Map<ThresholdProfile, Thresholds> thresholds) {
    EnumMap<ThresholdProfile, Thresholds> copy = new EnumMap<>(ThresholdProfile.class);
    copy.putAll(thresholds);
    Thresholds.DEFAULT.checkFits(labelCount);
    copy.forEach(
        (profile, values) -> {
          try {
            values.checkFits(labelCount);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "threshold profile " + profile.id() + ": " + e.getMessage(), e);
          }
        });
    Thresholds half = copy.getOrDefault(ThresholdProfile.HALF, Thresholds.DEFAULT);
    if (half.toList(labelCount).stream().anyMatch(t -> t != Thresholds.DEFAULT_THRESHOLD)) {
      throw new IllegalArgumentException(
          "threshold profile half must be 0.5 for every label, was " + half);
    }
    copy.put(ThresholdProfile.HALF, Thresholds.DEFAULT);
    return new ThresholdProfiles(labelCount, copy);
  }

  /**
   * Returns the thresholds of a profile.
   *
   * @param profile the profile
   * @return its thresholds, which fit {@link #labelCount()}
   * @throws IllegalArgumentException if the model was not tuned for it; the message lists what
   *     there is
   */
  public Thresholds get(ThresholdProfile profile) {
    Thresholds found = thresholds.get(profile);
    if (found == null) {
      throw new IllegalArgumentException(
          "the model has no threshold profile "
              + profile.id()
              + ", expected one of "
              + thresholds.keySet().stream().map(ThresholdProfile::id).toList()
              + "; tune it on validation articles with ThresholdTuning");
    }
    return found;
  }

  /**
   * Returns the profiles there are.
   *
   * @return in the order of {@link ThresholdProfile}, {@link ThresholdProfile#HALF} first;
   *     unmodifiable
   */
  public Set<ThresholdProfile> available() {
    return Collections.unmodifiableSet(thresholds.keySet());
  }

  /**
   * Returns the number of labels that the thresholds are for.
   *
   * @return 1 or more
   */
  public int labelCount() {
    return labelCount;
  }

  /** Compares the number of labels and all thresholds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThresholdProfiles that
        && labelCount == that.labelCount
        && thresholds.equals(that.thresholds);
  }

  @Override
  public int hashCode() {
    return 31 * labelCount + thresholds.hashCode();
  }

  /** Lists profiles and thresholds. */
  @Override
  public String toString() {
    return "ThresholdProfiles" + thresholds;
  }
}
