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
    /** {@return the number of the epoch, counted from 1} */
    int number();

    /**
     * {@return the mean loss over the epoch's articles, each measured before its own step, dropout
     * included}
     */
    double trainingLoss();

    /**
     * {@return the mean loss over all validation articles after the epoch, without dropout and
     * before calibration}
     */
    double validationLoss();

    /**
     * {@return the metrics over all validation articles after the epoch, of the scores before
     * calibration, at threshold 0.5}
     */
    Evaluation evaluation();

    /** {@return the time of the epoch, validation included} */
    Duration duration();
  }

  /** {@return the directory that holds the best epoch's weights, as it was named to the trainer} */
  Path directory();

  /** {@return what each epoch reached, in order; not empty, unmodifiable} */
  List<Epoch> history();

  /**
   * {@return the epoch whose weights were saved, counted from 1: the best one on the validation
   * articles, the earliest of equals}
   */
  int bestEpoch();

  /**
   * {@return why the run ended: {@link StopReason#COMPLETED} or {@link StopReason#EARLY_STOPPED}}
   */
  StopReason stopReason();

  /** {@return how the saved model decides, and what it reaches on the validation articles} */
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

  /** {@return the scores that the saved model gives the validation articles} */
  default ScoredArticles validation() {
    return model().validation();
  }

  /** {@return what the model that was saved reaches on the validation articles by default} */
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
