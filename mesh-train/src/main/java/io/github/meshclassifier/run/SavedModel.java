package io.github.meshclassifier.run;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.Objects;

/**
 * How a model that a run saved decides, and what it reaches on the validation articles: {@link
 * io.github.meshclassifier.infer.MeshClassifier} finds the same in the model's directory, up to
 * rounding of the scores.
 *
 * <p>Immutable and thread-safe.
 */
public final class SavedModel {
  /**
   * The least standard deviation over the validation articles of a label's logits, {@code log(p /
   * (1 - p))} of its scores, for them to count as different: 0.05, which moves a probability of one
   * half by 0.0125.
   */
  public static final double LEAST_SPREAD = 0.05;

  /** The 95th percentile of the normal distribution. */
  private static final double SURE = 1.645;

  private final DecisionRule rule;
  private final LabelCoupling coupling;
  private final Calibration calibration;
  private final ScoredArticles validation;

  private SavedModel(
      DecisionRule rule,
      LabelCoupling coupling,
      Calibration calibration,
      ScoredArticles validation) {
    this.rule = Objects.requireNonNull(rule, "rule");
    this.coupling = coupling;
    this.calibration = calibration;
    this.validation = validation;
    int labels = validation.labels().size();
    if (rule.labelCount() != labels
        || coupling.labelCount() != labels
        || calibration.labelCount() != labels) {
      throw new IllegalArgumentException(
          "rule, coupling, calibration and scores must be for the same labels, were for "
              + rule.labelCount()
              + ", "
              + coupling.labelCount()
              + ", "
              + calibration.labelCount()
              + " and "
              + labels);
    }
  }

  /**
   * Describes a model.
   *
   * @param rule how the model decides
   * @param coupling what is folded into its head
   * @param calibration what is folded into its head after that
   * @param validation its scores of the validation articles
   * @return the model
   * @throws IllegalArgumentException if they are for different numbers of labels
   */
  public static SavedModel of(
      DecisionRule rule,
      LabelCoupling coupling,
      Calibration calibration,
      ScoredArticles validation) {
    return new SavedModel(rule, coupling, calibration, validation);
  }

  /**
   * Returns how the model decides.
   *
   * @return the threshold profiles, and the one that decides by default; its calibration is the
   *     identity, since the calibration is in the weights
   */
  public DecisionRule rule() {
    return rule;
  }

  /**
   * Returns what the labels were found to know of each other on the validation articles. It is
   * folded into the last layer of the model's head, before the calibration.
   *
   * @return the identity if it was not surely better, or there were too few articles
   */
  public LabelCoupling coupling() {
    return coupling;
  }

  /**
   * Returns what was fitted on the validation articles and is folded into the last layer of the
   * model's head, so that the sigmoid of its logits is calibrated.
   *
   * @return the identity if calibration did not help, or there were too few articles
   */
  public Calibration calibration() {
    return calibration;
  }

  /**
   * Returns the scores that the saved model gives the validation articles.
   *
   * @return in the order of the articles
   */
  public ScoredArticles validation() {
    return validation;
  }

  /**
   * Returns what the saved model reaches on the validation articles by default.
   *
   * @return the evaluation of its scores at the thresholds of the rule's default profile
   */
  public Evaluation evaluation() {
    return validation.evaluate(rule.thresholds());
  }

  /**
   * Returns what the saved model reaches on the validation articles with a profile. Profiles were
   * tuned on these articles, so all but {@link ThresholdProfile#HALF} look better here than on
   * others; {@link io.github.meshclassifier.calibration.ThresholdTuning} says what to expect.
   *
   * @param profile a profile of the rule
   * @return the evaluation of its scores at the thresholds of the profile
   * @throws IllegalArgumentException if the rule does not have the profile
   */
  public Evaluation evaluation(ThresholdProfile profile) {
    return validation.evaluate(rule.thresholds(profile));
  }

  /**
   * Measures the saved model on the validation articles as it decides by default.
   *
   * @param metric what to measure
   * @return its value at the thresholds of the rule's default profile; NaN where it is undefined
   */
  public double value(Metric metric) {
    return metric.of(validation, rule.thresholds());
  }

  /**
   * Returns whether the run learned nothing that the validation articles show:
   *
   * <ul>
   *   <li>the scores are all but constant: the logits of every label have a standard deviation
   *       below {@link #LEAST_SPREAD};
   *   <li>or they do not surely rank better than chance. Counted are the pairs of an article with a
   *       label and one without it that the label's scores put in the right order, over all labels.
   *       Half of them are chance; more are sure at the level of 5 %, one-sided, by the normal
   *       approximation of Mann and Whitney, whose standard errors are added up as if all labels
   *       went together. Few validation articles can hardly show that anything was learned.
   * </ul>
   *
   * <p>A learning rate that is much too low or much too high leads to that, too few steps, and
   * labels that have nothing to do with the texts.
   *
   * @return true if so; false if there are fewer than two articles, of which nothing can be said
   */
  public boolean learnedNothing() {
    if (validation.size() < 2) {
      return false;
    }
    return isConstant() || !ranksBetterThanChance();
  }

  private boolean ranksBetterThanChance() {
    double rightAboveChance = 0;
    double standardError = 0;
    for (RankingEvaluation.LabelRanking label : RankingEvaluation.of(validation).perLabel()) {
      if (label.auroc().isPresent()) {
        double pairs = (double) label.positives() * label.negatives();
        rightAboveChance += pairs * (label.auroc().getAsDouble() - 0.5);
        standardError += Math.sqrt(pairs * (label.positives() + label.negatives() + 1) / 12);
      }
    }
    // Without such pairs there is nothing to rank, and only constant scores tell.
    return standardError == 0 || rightAboveChance > SURE * standardError;
  }

  private boolean isConstant() {
    for (int label = 0; label < rule.labelCount(); label++) {
      if (spread(label) >= LEAST_SPREAD) {
        return false;
      }
    }
    return true;
  }

  /** The standard deviation of a label's logits, computed around their mean. */
  private double spread(int label) {
    double mean = 0;
    for (int article = 0; article < validation.size(); article++) {
      mean += logit(article, label) / validation.size();
    }
    double sum = 0;
    for (int article = 0; article < validation.size(); article++) {
      double difference = logit(article, label) - mean;
      sum += difference * difference;
    }
    return Math.sqrt(sum / validation.size());
  }

  /** The logit of a score, of the next one inside if it is 0 or 1. */
  private double logit(int article, int label) {
    double score = validation.score(article, label);
    double inside = Math.max(Float.MIN_VALUE, Math.min(Math.nextDown(1f), score));
    return Math.log(inside) - Math.log1p(-inside);
  }
}
