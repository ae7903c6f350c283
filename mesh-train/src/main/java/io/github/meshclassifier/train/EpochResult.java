package io.github.meshclassifier.train;

import io.github.meshclassifier.metrics.Evaluation;
import java.time.Duration;
import java.util.Objects;

/**
 * What one epoch reached, before calibration: an epoch is calibrated when it is saved, and what the
 * model then reaches is in {@link SavedModel}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param epoch the epoch, counted from 1
 * @param trainingLoss the mean loss over the epoch's articles, each measured before its own step,
 *     dropout included
 * @param validationLoss the mean loss over all validation articles after the epoch, without dropout
 *     and before calibration
 * @param evaluation the metrics over all validation articles after the epoch, of the scores before
 *     calibration, at threshold 0.5
 * @param duration the time of the epoch, validation included
 */
public record EpochResult(
    int epoch,
    double trainingLoss,
    double validationLoss,
    Evaluation evaluation,
    Duration duration) {
  /**
   * Requires an evaluation and a duration.
   *
   * @param epoch the epoch, counted from 1
   * @param trainingLoss the mean loss in training
   * @param validationLoss the mean loss in validation
   * @param evaluation the metrics
   * @param duration the time taken
   */
  public EpochResult {
    Objects.requireNonNull(evaluation, "evaluation");
    Objects.requireNonNull(duration, "duration");
  }
}
