package io.github.meshclassifier.run;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A finished run.
 *
 * <p>Immutable and thread-safe. Only this library makes runs: later versions may add methods.
 */
public interface TrainingRun {
  /** Why a training run ended. Later versions may add reasons. */
  enum StopReason {
    /** All epochs are done. */
    COMPLETED,
    /** The best epoch lies so far back that the run was to stop. */
    EARLY_STOPPED,
    /** The thread was interrupted or the process is ending; the run can be resumed. */
    INTERRUPTED,
    /** The loss or the gradients were no longer numbers, or the loss exploded. */
    DIVERGED,
    /** Something failed: a file, the engine, or the listener of the run. */
    FAILED
  }

  /**
   * What one epoch reached, before calibration: an epoch is calibrated when it is saved, and what
   * the model then reaches is in {@link SavedModel}.
   *
   * <p>Immutable and thread-safe. Later versions may add methods.
   */
  interface Epoch {
    /**
     * Returns the number of the epoch.
     *
     * @return counted from 1
     */
    int number();

    /**
     * Returns the loss in training.
     *
     * @return the mean over the epoch's articles, each measured before its own step, dropout
     *     included
     */
    double trainingLoss();

    /**
     * Returns the loss in validation.
     *
     * @return the mean over all validation articles after the epoch, without dropout and before
     *     calibration
     */
    double validationLoss();

    /**
     * Returns the metrics over all validation articles after the epoch.
     *
     * @return those of the scores before calibration, at threshold 0.5
     */
    Evaluation evaluation();

    /**
     * Returns the time of the epoch.
     *
     * @return validation included
     */
    Duration duration();
  }

  /**
   * Returns where the model is.
   *
   * @return the directory that holds the best epoch's weights, as it was named to the trainer
   */
  Path directory();

  /**
   * Returns what the epochs reached.
   *
   * @return one result for each epoch, in order; not empty, unmodifiable
   */
  List<Epoch> history();

  /**
   * Returns the number of the epoch whose weights were saved.
   *
   * @return the best one on the validation articles, the earliest of equals, counted from 1
   */
  int bestEpoch();

  /**
   * Returns why the run ended.
   *
   * @return {@link StopReason#COMPLETED} or {@link StopReason#EARLY_STOPPED}
   */
  StopReason stopReason();

  /**
   * Returns the saved model.
   *
   * @return how it decides, and what it reaches on the validation articles
   */
  SavedModel model();

  /**
   * Returns the result of the epoch that was saved, measured before calibration and at 0.5, which
   * is what the epoch was chosen by; {@link #evaluation} is of the model as it was saved.
   *
   * @return the best epoch's result
   */
  default Epoch best() {
    return history().get(bestEpoch() - 1);
  }

  /**
   * Returns the scores that the saved model gives the validation articles.
   *
   * @return {@link SavedModel#validation} of the model
   */
  default ScoredArticles validation() {
    return model().validation();
  }

  /**
   * Returns what the model that was saved reaches on the validation articles by default.
   *
   * @return {@link SavedModel#evaluation()} of the model
   */
  default Evaluation evaluation() {
    return model().evaluation();
  }

  /**
   * Returns whether the run learned nothing that the validation articles show. The run's log and
   * the model card say so too.
   *
   * @return {@link SavedModel#learnedNothing} of the model
   */
  default boolean learnedNothing() {
    return model().learnedNothing();
  }
}
