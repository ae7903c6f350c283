package io.github.meshclassifier.train;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best epoch of a run as it goes, and whether it lies too far back. Not thread-safe.
 *
 * <p>The first epoch is the best until a later one is better: of equals the earliest is best, and
 * any number is better than NaN.
 */
final class EpochSelection {
  private final Rule rule;
  private int epochs;
  private int bestEpoch;
  private double best;

  EpochSelection(Rule rule) {
    this.rule = rule;
  }

  /**
   * What makes an epoch the best.
   *
   * @param metric what is measured on the validation articles, before calibration and at threshold
   *     0.5; null for their loss
   * @param patience after how many epochs without a better one the run stops; 0 for never
   */
  record Rule(@Nullable Metric metric, int patience) {
    /** The name in files. */
    String id() {
      return metric != null ? metric.id() : "validation_loss";
    }

    /** The metric that calibration must not make worse; micro-F1 if epochs are chosen by loss. */
    Metric decisionMetric() {
      return metric != null ? metric : Metric.MICRO_F1;
    }

    double value(ScoredArticles validation, double loss) {
      return metric != null ? metric.of(validation, Thresholds.DEFAULT) : loss;
    }

    private boolean isBetter(double value, double than) {
      if (Double.isNaN(value) || Double.isNaN(than)) {
        return Double.isNaN(than) && !Double.isNaN(value);
      }
      boolean higher = metric != null && metric.higherIsBetter();
      return higher ? value > than : value < than;
    }
  }

  /** Takes the next epoch, and tells whether it is the best so far. */
  boolean offer(double value) {
    epochs++;
    if (bestEpoch > 0 && !rule.isBetter(value, best)) {
      return false;
    }
    bestEpoch = epochs;
    best = value;
    return true;
  }

  /** The best epoch, counted from 1; 0 if there is none yet. */
  int bestEpoch() {
    return bestEpoch;
  }

  /** Tells whether so many epochs were no better that the run should stop. */
  boolean isExhausted() {
    return rule.patience() > 0 && epochs - bestEpoch >= rule.patience();
  }
}
