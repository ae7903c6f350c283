package io.github.meshclassifier.calibration;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.metrics.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model's thresholds are chosen for. No thresholds are best for all goals: what finds more
 * articles of rare labels, and so raises macro-F1, costs precision, and with it exact matches.
 */
public enum ThresholdProfile {
  /** 0.5 for every label: what is more likely than not. Every model has it. */
  HALF("half", "0.5", null),
  /** Thresholds for the F1 of all decisions together, {@link Metric#MICRO_F1}. */
  MICRO_F1("micro_f1", "Micro-F1", Metric.MICRO_F1),
  /** Thresholds for the mean of the labels' F1, {@link Metric#MACRO_F1}. */
  MACRO_F1("macro_f1", "Macro-F1", Metric.MACRO_F1),
  /** Thresholds for the part of articles with all labels right, {@link Metric#EXACT_MATCH}. */
  EXACT_MATCH("exact_match", "Exact match", Metric.EXACT_MATCH),
  /**
   * Thresholds for the mean of micro-F1, macro-F1 and the part of exact matches: rare labels are
   * found as far as that costs the other two less than it gains.
   */
  BALANCED("balanced", "Balanced", null);

  private final String id;
  private final String title;
  private final @Nullable Metric goal;

  ThresholdProfile(String id, String title, @Nullable Metric goal) {
    this.id = id;
    this.title = title;
    this.goal = goal;
  }

  /**
   * Finds a profile by its name in files.
   *
   * @param id such as {@code micro_f1}; case matters
   * @return the profile
   * @throws IllegalArgumentException if there is none of that name; the message lists all
   */
  public static ThresholdProfile ofId(String id) {
    for (ThresholdProfile profile : values()) {
      if (profile.id.equals(id)) {
        return profile;
      }
    }
    List<String> ids = Arrays.stream(values()).map(ThresholdProfile::id).toList();
    throw new IllegalArgumentException(
        "there is no threshold profile " + Printable.quote(id) + ", expected one of " + ids);
  }

  /**
   * Returns the name in files and logs.
   *
   * @return lower case with underscores, such as {@code micro_f1}
   */
  public String id() {
    return id;
  }

  /**
   * Returns the name in tables and charts.
   *
   * @return such as {@code Micro-F1}
   */
  public String title() {
    return title;
  }

  /**
   * Returns the metric that the thresholds are tuned for.
   *
   * @return the metric, or empty for {@link #HALF}, which is not tuned, and {@link #BALANCED},
   *     which is tuned for the mean of three
   */
  public Optional<Metric> goal() {
    return Optional.ofNullable(goal);
  }
}
