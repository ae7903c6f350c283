package io.github.meshclassifier.train;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A finished run.
 *
 * <p>Immutable and thread-safe.
 *
 * @param directory the model directory that holds the best epoch's weights
 * @param history one result for each epoch, in order; not empty
 * @param bestEpoch the epoch whose weights were saved, counted from 1: the best one on the
 *     validation articles, the earliest of equals
 * @param stopReason why it ended: {@link StopReason#COMPLETED} or {@link StopReason#EARLY_STOPPED}
 * @param validation the scores of the validation articles after the best epoch, in their order and
 *     before calibration: what the saved model's calibration and threshold profiles were tuned on,
 *     as {@link io.github.meshclassifier.calibration.DecisionRule#tuned} does it
 */
public record TrainingRun(
    Path directory,
    List<EpochResult> history,
    int bestEpoch,
    StopReason stopReason,
    ScoredArticles validation) {
  /**
   * Copies the history.
   *
   * @param directory the model directory
   * @param history one result for each epoch
   * @param bestEpoch the epoch saved
   * @param stopReason why it ended
   * @param validation the scores of the validation articles after the best epoch
   * @throws IllegalArgumentException if the best epoch is not in the history, or the reason is not
   *     that of a finished run
   */
  public TrainingRun {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(stopReason, "stopReason");
    Objects.requireNonNull(validation, "validation");
    history = List.copyOf(history);
    if (bestEpoch < 1 || bestEpoch > history.size()) {
      throw new IllegalArgumentException(
          "bestEpoch must be between 1 and " + history.size() + ", was " + bestEpoch);
    }
    if (stopReason != StopReason.COMPLETED && stopReason != StopReason.EARLY_STOPPED) {
      throw new IllegalArgumentException(
          "stopReason must be COMPLETED or EARLY_STOPPED, was " + stopReason);
    }
  }

  /**
   * Returns the result of the epoch that was saved.
   *
   * @return the best epoch's result
   */
  public EpochResult best() {
    return history.get(bestEpoch - 1);
  }

  /**
   * Returns the validation metrics of the model that was saved.
   *
   * @return the best epoch's evaluation
   */
  public Evaluation evaluation() {
    return best().evaluation();
  }
}
