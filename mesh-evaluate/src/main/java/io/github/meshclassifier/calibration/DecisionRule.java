package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.Objects;

/**
 * How a model's logits become labels: calibration turns them into probabilities, and the thresholds
 * of a profile decide. It is kept in the model, so training, evaluation and prediction decide
 * alike.
 *
 * <p>Immutable and thread-safe.
 *
 * @param calibration what makes probabilities of logits
 * @param profiles the thresholds, which apply to calibrated probabilities
 * @param defaultProfile the profile that decides unless the caller names another; one of {@code
 *     profiles}
 */
public record DecisionRule(
    Calibration calibration, ThresholdProfiles profiles, ThresholdProfile defaultProfile) {

  /**
   * Checks that the parts fit.
   *
   * @param calibration what makes probabilities of logits
   * @param profiles the thresholds
   * @param defaultProfile one of them
   * @throws IllegalArgumentException if calibration and profiles are for different numbers of
   *     labels, or the default is not one of the profiles
   */
  public DecisionRule {
    Objects.requireNonNull(defaultProfile, "defaultProfile");
    if (calibration.labelCount() != profiles.labelCount()) {
      throw new IllegalArgumentException(
          "calibration and threshold profiles must be for the same labels, were for "
              + calibration.labelCount()
              + " and "
              + profiles.labelCount());
    }
    if (!profiles.available().contains(defaultProfile)) {
      throw new IllegalArgumentException(
          "the default profile must be one of "
              + profiles.available().stream().map(ThresholdProfile::id).toList()
              + ", was "
              + defaultProfile.id());
    }
  }

  /**
   * Returns the rule of a model that was neither calibrated nor tuned: the sigmoid, and 0.5.
   *
   * @param labelCount the number of labels, at least 1
   * @return {@link Calibration#identity} with {@link ThresholdProfile#HALF}
   * @throws IllegalArgumentException if there is no label
   */
  public static DecisionRule half(int labelCount) {
    return new DecisionRule(
        Calibration.identity(labelCount),
        ThresholdProfiles.half(labelCount),
        ThresholdProfile.HALF);
  }

  /**
   * Calibrates and tunes a model that was not before, for {@link Metric#MICRO_F1}.
   *
   * @param validation articles that training did not see, with the scores of the uncalibrated model
   * @param seed what divides the articles into folds; the same seed gives the same rule
   * @return what {@link #tuned(ScoredArticles, Metric, long)} returns
   */
  public static DecisionRule tuned(ScoredArticles validation, long seed) {
    return tuned(validation, Metric.MICRO_F1, seed);
  }

  /**
   * Calibrates and tunes a model that was not before: {@link
   * Calibration#crossValidated(ScoredArticles, Metric, long)}, then {@link ThresholdTuning#of} on
   * the calibrated scores.
   *
   * @param validation articles that training did not see, with the scores of the uncalibrated model
   * @param metric by which the default must not decide worse than the uncalibrated model at 0.5, as
   *     the one that chose the best epoch
   * @param seed what divides the articles into folds; the same seed gives the same rule
   * @return a rule with all profiles. The default is {@link ThresholdProfile#BALANCED} if that is
   *     surely better for its goal than 0.5, and neither in cross-validation nor on the articles
   *     themselves worse by the metric, or by micro-F1 if the metric is none of its goal; otherwise
   *     {@link ThresholdProfile#HALF}
   */
  public static DecisionRule tuned(ScoredArticles validation, Metric metric, long seed) {
    Calibration calibration = Calibration.crossValidated(validation, metric, seed);
    ThresholdTuning tuning = ThresholdTuning.of(calibration.apply(validation), seed);
    ThresholdTuning.Outcome balanced = tuning.outcome(ThresholdProfile.BALANCED);
    double half = tuning.outcome(ThresholdProfile.HALF).expected().of(metric);
    boolean better =
        balanced.tuned()
            && balanced.expected().of(metric) >= half
            && balanced.apparent().of(metric) >= half;
    return new DecisionRule(
        calibration, tuning.profiles(), better ? ThresholdProfile.BALANCED : ThresholdProfile.HALF);
  }

  /**
   * Calibrates and tunes again, for articles of another kind than before and {@link
   * Metric#MICRO_F1}.
   *
   * @param validation articles that training did not see, with the probabilities of this rule
   * @param seed what divides the articles into folds; the same seed gives the same rule
   * @return what {@link #retuned(ScoredArticles, Metric, long)} returns
   * @throws IllegalArgumentException if the articles have more or fewer labels than this is for
   */
  public DecisionRule retuned(ScoredArticles validation, long seed) {
    return retuned(validation, Metric.MICRO_F1, seed);
  }

  /**
   * Calibrates and tunes again, for articles of another kind than before: {@link
   * Calibration#crossValidated(ScoredArticles, Metric, long)} after this calibration, then {@link
   * ThresholdTuning#of}.
   *
   * @param validation articles that training did not see, with the probabilities of this rule
   * @param metric by which decisions at 0.5 must not get worse through calibration
   * @param seed what divides the articles into folds; the same seed gives the same rule
   * @return a rule with all profiles and the same default
   * @throws IllegalArgumentException if the articles have more or fewer labels than this is for
   */
  public DecisionRule retuned(ScoredArticles validation, Metric metric, long seed) {
    Calibration further = Calibration.crossValidated(validation, metric, seed);
    ThresholdTuning tuning = ThresholdTuning.of(further.apply(validation), seed);
    return new DecisionRule(calibration.andThen(further), tuning.profiles(), defaultProfile);
  }

  /**
   * Returns the rule of a model whose logits are calibrated already: the same profiles, whose
   * thresholds are for the same probabilities.
   *
   * @return the rule with {@link Calibration#identity}
   */
  public DecisionRule withoutCalibration() {
    return new DecisionRule(Calibration.identity(labelCount()), profiles, defaultProfile);
  }

  /**
   * Returns the same rule with another default.
   *
   * @param profile one of the profiles
   * @return the rule
   * @throws IllegalArgumentException if the profile is not there
   */
  public DecisionRule withDefaultProfile(ThresholdProfile profile) {
    return new DecisionRule(calibration, profiles, profile);
  }

  /**
   * Returns the number of labels.
   *
   * @return 1 or more
   */
  public int labelCount() {
    return profiles.labelCount();
  }

  /**
   * Returns the thresholds of the default profile.
   *
   * @return the thresholds, for calibrated probabilities
   */
  public Thresholds thresholds() {
    return profiles.get(defaultProfile);
  }

  /**
   * Returns the thresholds of a profile.
   *
   * @param profile the profile
   * @return the thresholds, for calibrated probabilities
   * @throws IllegalArgumentException if the model was not tuned for it
   */
  public Thresholds thresholds(ThresholdProfile profile) {
    return profiles.get(profile);
  }

  /**
   * Makes calibrated probabilities.
   *
   * @param logits one for each label
   * @return a new array of numbers in [0, 1]
   * @throws IllegalArgumentException if there are more or fewer logits than labels
   */
  public float[] probabilities(float[] logits) {
    return calibration.probabilities(logits);
  }
}
