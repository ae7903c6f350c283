package io.github.meshclassifier.calibration;

import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Thresholds tuned on validation articles for each goal, and an estimate of what each gains and
 * costs on other articles.
 *
 * <p>The best threshold of a label with few examples is mostly chance: tuned one by one on
 * validation articles, thresholds gain on those articles what they do not gain on others. Therefore
 *
 * <ol>
 *   <li>for each goal the best threshold that all labels share and the best of each label are
 *       searched on curves that are smoothed over half a logit. For micro-F1 the labels' thresholds
 *       depend on each other through F1 (W. Dinkelbach, On Nonlinear Fractional Programming, 1967);
 *       with calibrated scores all are half the F1 that can be reached (Z. Lipton et al., 2014,
 *       arXiv:1402.1892). For macro-F1 each label is by itself. For exact matches the labels are
 *       moved in turn as long as that helps, from the shared threshold on. For the mean of all
 *       three, a slope k from 0 to 0.8 is searched in place of thresholds: a label that the part q
 *       of the articles has, less than half, is given the threshold with the logit {@code -k log((1
 *       - q) / q)}, and others 0.5. A rare label is found less surely, and the best threshold for
 *       its F1 is half of that F1;
 *   <li>a label's own threshold is moved, on the scale of logits, towards the shared one. It keeps
 *       the part {@code n / (n + s)} of the distance, where n is the number of articles with the
 *       label, or without it if those are fewer. The shrinkage s is chosen among 0, 10, 30, 100,
 *       300, 1000 and infinity, which is the shared threshold alone, by the goal in twice repeated
 *       five-fold cross-validation. A label that no article has is given the shared one;
 *   <li>all of that is repeated without each tenth of the articles, and decides on that tenth. If
 *       the goal is then not surely better than with 0.5 (one-sided, at the level of 5 %, by the
 *       jackknife over the tenths), the profile <em>is</em> 0.5; otherwise, the result is an
 *       estimate for other articles.
 * </ol>
 *
 * <p>With fewer than {@value #MIN_ARTICLES} articles every profile is 0.5.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * Calibration calibration = Calibration.crossValidated(validation, 42);
 * ThresholdTuning tuning = ThresholdTuning.of(calibration.apply(validation), 42);
 * Thresholds forRareLabels = tuning.profiles().get(ThresholdProfile.MACRO_F1);
 * }</pre>
 */
public final class ThresholdTuning {
  /** Fewer articles than these are not tuned on: every profile is then 0.5. */
  public static final int MIN_ARTICLES = 100;

  private final List<Outcome> outcomes;
  private final ThresholdProfiles profiles;

  private ThresholdTuning(List<Outcome> outcomes, ThresholdProfiles profiles) {
    this.outcomes = List.copyOf(outcomes);
    this.profiles = profiles;
  }

  /**
   * The metrics that profiles trade against each other.
   *
   * @param microF1 the F1 of all decisions together, in [0, 1]
   * @param macroF1 the mean of the labels' F1, in [0, 1]
   * @param exactMatch the part of articles with all labels right, in [0, 1]
   */
  public record Estimate(double microF1, double macroF1, double exactMatch) {
    /** The metric, micro-F1 if it is none of the three. */
    double of(Metric metric) {
      return switch (metric) {
        case MACRO_F1 -> macroF1;
        case EXACT_MATCH -> exactMatch;
        default -> microF1;
      };
    }
  }

  /**
   * The result of tuning for one goal.
   *
   * @param profile the goal
   * @param thresholds what decides; 0.5 for every label if {@code tuned} is false
   * @param tuned whether tuning for this goal was surely better than 0.5 in cross-validation; false
   *     for {@link ThresholdProfile#HALF}
   * @param shrinkage how many examples of a label weigh as much as the threshold that all labels
   *     share: 0 for each label's own, infinite for the shared one alone and if {@code tuned} is
   *     false
   * @param expected what to expect on other articles, by cross-validation; the metrics at 0.5 if
   *     {@code tuned} is false
   * @param apparent the same thresholds on the articles that they were tuned on, which is better
   *     than on others
   */
  public record Outcome(
      ThresholdProfile profile,
      Thresholds thresholds,
      boolean tuned,
      double shrinkage,
      Estimate expected,
      Estimate apparent) {}

  /**
   * Tunes.
   *
   * @param validation articles that training did not see, with calibrated scores; ignored cells
   *     count as neither expected nor predicted
   * @param seed what divides the articles into folds; the same seed gives the same thresholds
   * @return the thresholds for each goal
   */
  public static ThresholdTuning of(ScoredArticles validation, long seed) {
    ScoreGrid grid = new ScoreGrid(validation);
    int[] all = Folds.all(validation.size());
    Estimate half = DecisionTally.of(validation, all, Thresholds.DEFAULT).estimate();
    List<Outcome> outcomes = new ArrayList<>();
    EnumMap<ThresholdProfile, Thresholds> thresholds = new EnumMap<>(ThresholdProfile.class);
    for (ThresholdProfile profile : ThresholdProfile.values()) {
      Outcome outcome =
          new Outcome(profile, Thresholds.DEFAULT, false, Double.POSITIVE_INFINITY, half, half);
      if (profile != ThresholdProfile.HALF && validation.size() >= MIN_ARTICLES) {
        GoalTuning tuning = new GoalTuning(profile, validation, grid);
        GoalTuning.Choice choice = tuning.choose(all, new Random(seed));
        GoalTuning.Validated validated = tuning.validate(new Random(seed));
        if (validated.better() && !choice.isHalf()) {
          outcome =
              new Outcome(
                  profile,
                  choice.thresholds(),
                  true,
                  choice.shrinkage(),
                  validated.tally().estimate(),
                  DecisionTally.of(validation, all, choice.thresholds()).estimate());
        }
      }
      outcomes.add(outcome);
      thresholds.put(profile, outcome.thresholds());
    }
    return new ThresholdTuning(
        outcomes, ThresholdProfiles.of(validation.labels().size(), thresholds));
  }

  /**
   * Returns the thresholds.
   *
   * @return all profiles of {@link ThresholdProfile}
   */
  public ThresholdProfiles profiles() {
    return profiles;
  }

  /**
   * Returns the results of tuning.
   *
   * @return one for each of {@link ThresholdProfile}, in that order, unmodifiable
   */
  public List<Outcome> outcomes() {
    return outcomes;
  }

  /**
   * Returns the result of tuning for a goal.
   *
   * @param profile the goal
   * @return its outcome
   */
  public Outcome outcome(ThresholdProfile profile) {
    return outcomes.stream()
        .filter(outcome -> outcome.profile() == profile)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns a table of what to expect of each profile on other articles.
   *
   * @return Markdown, ending in a line end
   */
  public String toMarkdown() {
    StringBuilder table = new StringBuilder();
    table.append(MarkdownText.head(1, "Thresholds for", "Micro-F1", "Macro-F1", "Exact match", ""));
    for (Outcome outcome : outcomes) {
      Estimate expected = outcome.expected();
      table.append(
          MarkdownText.row(
              List.of(
                  outcome.profile().title(),
                  MarkdownText.figure(expected.microF1()),
                  MarkdownText.figure(expected.macroF1()),
                  MarkdownText.figure(expected.exactMatch()),
                  note(outcome))));
    }
    return table.toString();
  }

  private static String note(Outcome outcome) {
    if (!outcome.tuned()) {
      return outcome.profile() == ThresholdProfile.HALF
          ? "0.5 for every label"
          : "0.5, which tuning does not surely beat";
    }
    if (outcome.thresholds().isUniform()) {
      return String.format(Locale.ROOT, "%.3f for every label", outcome.thresholds().get(0));
    }
    return "one for each label";
  }
}
