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
 * @param model how the saved model decides, and what it reaches on the validation articles
 */
public record TrainingRun(
    Path directory,
    List<EpochResult> history,
    int bestEpoch,
    StopReason stopReason,
    SavedModel model) {
  /**
   * Copies the history.
   *
   * @param directory the model directory
   * @param history one result for each epoch
   * @param bestEpoch the epoch saved
   * @param stopReason why it ended
   * @param model the saved model
   * @throws IllegalArgumentException if the best epoch is not in the history, or the reason is not
   *     that of a finished run
   */
  public TrainingRun {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(stopReason, "stopReason");
    Objects.requireNonNull(model, "model");
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
   * Returns the result of the epoch that was saved, measured before calibration and at 0.5, which
   * is what the epoch was chosen by; {@link #evaluation} is of the model as it was saved.
   *
   * @return the best epoch's result
   */
  public EpochResult best() {
    return history.get(bestEpoch - 1);
  }

  /**
   * Returns the scores that the saved model gives the validation articles.
   *
   * @return {@link SavedModel#validation} of the model
   */
  public ScoredArticles validation() {
    return model.validation();
  }

  /**
   * Returns what the model that was saved reaches on the validation articles by default.
   *
   * @return {@link SavedModel#evaluation()} of the model
   */
  public Evaluation evaluation() {
    return model.evaluation();
  }

  /**
   * Returns whether the run learned nothing that the validation articles show. The run's log and
   * the model card say so too.
   *
   * @return {@link SavedModel#learnedNothing} of the model
   */
  public boolean learnedNothing() {
    return model.learnedNothing();
  }
}
