package io.github.meshclassifier.calibration;

import io.github.meshclassifier.calibration.ThresholdTuning.Estimate;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;

/**
 * Counts of decisions that add up over folds, each decided with its own thresholds. The metrics are
 * those of {@code Evaluation}.
 */
final class DecisionTally {
  private final long[] truePositives;
  private final long[] predicted;
  private final long[] expected;
  private long exact;
  private long articles;

  DecisionTally(int labelCount) {
    this.truePositives = new long[labelCount];
    this.predicted = new long[labelCount];
    this.expected = new long[labelCount];
  }

  /** Decides and counts some of the articles. */
  static DecisionTally of(ScoredArticles scored, int[] articles, Thresholds thresholds) {
    DecisionTally tally = new DecisionTally(scored.labels().size());
    for (int article : articles) {
      boolean right = true;
      for (int label = 0; label < tally.expected.length; label++) {
        if (scored.isIgnored(article, label)) {
          continue;
        }
        boolean isExpected = scored.isExpected(article, label);
        boolean isPredicted = thresholds.predicts(label, scored.score(article, label));
        tally.expected[label] += isExpected ? 1 : 0;
        tally.predicted[label] += isPredicted ? 1 : 0;
        tally.truePositives[label] += isExpected && isPredicted ? 1 : 0;
        right &= isExpected == isPredicted;
      }
      tally.exact += right ? 1 : 0;
      tally.articles++;
    }
    return tally;
  }

  /** Adds the counts of other articles, or takes them out again with a sign of -1. */
  void add(DecisionTally other, int sign) {
    for (int label = 0; label < expected.length; label++) {
      truePositives[label] += sign * other.truePositives[label];
      predicted[label] += sign * other.predicted[label];
      expected[label] += sign * other.expected[label];
    }
    exact += sign * other.exact;
    articles += sign * other.articles;
  }

  /** How well the goal of a profile is reached. */
  double value(ThresholdProfile profile) {
    return switch (profile) {
      case HALF -> throw new IllegalArgumentException("0.5 is not tuned for a goal");
      case MICRO_F1 -> microF1();
      case MACRO_F1 -> macroF1();
      case EXACT_MATCH -> exactMatch();
      case BALANCED -> (microF1() + macroF1() + exactMatch()) / 3;
    };
  }

  private double exactMatch() {
    return articles == 0 ? 0 : (double) exact / articles;
  }

  private double microF1() {
    long[] sums = new long[3];
    for (int label = 0; label < expected.length; label++) {
      sums[0] += truePositives[label];
      sums[1] += predicted[label];
      sums[2] += expected[label];
    }
    return f1(sums[0], sums[1], sums[2]);
  }

  private double macroF1() {
    double sum = 0;
    for (int label = 0; label < expected.length; label++) {
      sum += f1(truePositives[label], predicted[label], expected[label]);
    }
    return sum / expected.length;
  }

  private static double f1(long truePositives, long predicted, long expected) {
    return PrecisionRecallF1.ofCounts(
            truePositives, predicted - truePositives, expected - truePositives)
        .f1();
  }

  Estimate estimate() {
    return new Estimate(microF1(), macroF1(), exactMatch());
  }
}
