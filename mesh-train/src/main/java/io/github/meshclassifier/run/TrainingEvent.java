package io.github.meshclassifier.run;

import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Something that happened in a training run, in the order it happened.
 *
 * <p>A run starts with {@link Started}, after {@link BaseModelDownload} events if the base model
 * comes from the Hub, and goes on with {@link Resumed} if it continues an earlier one. Each epoch
 * has an {@link EpochStarted}, its {@link StepDone} events, then {@link ValidationProgress} events
 * and one {@link EpochDone}, followed by {@link ModelSaved} if the epoch is the best so far. {@link
 * CheckpointSaved} and {@link CheckpointFailed} come between any of these, after the step that they
 * are of. The last event of a run that has started is {@link Finished} or {@link Stopped}.
 *
 * <p>A cross-validation tells {@link FoldStarted}, the events of the fold's run, and {@link
 * FoldDone} for each fold.
 *
 * <p>All are immutable, and print as one line. Later versions may tell more: a listener leaves out
 * the events that it does not know, and only this library implements these interfaces, except in
 * tests of listeners.
 */
public interface TrainingEvent {
  /** The download of a base model from the Hub goes on; nothing of it is told if it is on disk. */
  interface BaseModelDownload extends TrainingEvent {
    /** {@return what the download tells} */
    HubEvent event();
  }

  /** Articles that a run reads. */
  interface Articles {
    /** {@return how many there are, above 0} */
    int count();

    /**
     * {@return how many of them are longer than the limit and lose their end, from 0 to {@link
     * #count}}
     */
    int truncated();

    /**
     * {@return the SHA-256 of everything that a model could learn from them, in hexadecimal; the
     * same as in the model's manifest}
     */
    String sha256();
  }

  /** Labels and tokens are ready. */
  interface Started extends TrainingEvent {
    /** {@return the name of the base model, as in the manifest} */
    String baseModel();

    /** {@return the labels to learn, in the order of the model's outputs, unmodifiable} */
    List<Label> labels();

    /**
     * {@return every setting in effect, by its name in the manifest, such as {@code learning_rate},
     * unmodifiable}
     */
    SortedMap<String, String> settings();

    /** {@return the articles to train on} */
    Articles training();

    /** {@return the articles to validate on} */
    Articles validation();

    /** {@return the number of epochs, unless the run stops early} */
    int epochs();

    /** {@return the number of optimizer steps in all epochs} */
    long totalSteps();

    /**
     * {@return the Hugging Face names of the weights that the base model lacks and that start
     * afresh, as the classification head of a pretrained model does; unmodifiable}
     */
    List<String> newWeights();

    /**
     * {@return the names of the base model's tensors that are left out, beside those of the usual
     * pre-training heads; unmodifiable}
     */
    List<String> unusedWeights();
  }

  /** The run goes on where an earlier one was cut off. */
  interface Resumed extends TrainingEvent {
    /**
     * {@return the epoch it goes on in, counted from 1; one more than there are if all are done}
     */
    int epoch();

    /** {@return the last step that is done, over all epochs, counted from 1} */
    long step();

    /** {@return the directory of the checkpoint that its state comes from} */
    Path checkpoint();
  }

  /** An epoch begins, or goes on after {@link Resumed}. */
  interface EpochStarted extends TrainingEvent {
    /** {@return the epoch, counted from 1} */
    int epoch();

    /** {@return its first step, over all epochs, counted from 1} */
    long firstStep();

    /** {@return its last step, over all epochs, counted from 1} */
    long lastStep();
  }

  /** An optimizer step is done. */
  interface StepDone extends TrainingEvent {
    /** {@return the epoch, counted from 1} */
    int epoch();

    /** {@return the step, over all epochs, counted from 1} */
    long step();

    /** {@return the number of steps in all epochs} */
    long totalSteps();

    /** {@return the number of articles in the step, above 0} */
    int articles();

    /** {@return the number of their tokens, special tokens included, padding not} */
    long tokens();

    /** {@return the mean loss of the articles before the update} */
    double loss();

    /** {@return the learning rate of this step} */
    double learningRate();

    /** {@return the global norm of the gradients, before clipping} */
    double gradientNorm();

    /** {@return the time of the step, above zero} */
    Duration duration();
  }

  /** A batch of validation articles has its scores. */
  interface ValidationProgress extends TrainingEvent {
    /** {@return the epoch, counted from 1} */
    int epoch();

    /** {@return how many articles have their scores by now, from 1 to {@link #totalArticles}} */
    int articles();

    /** {@return how many there are, above 0} */
    int totalArticles();
  }

  /** An epoch is over and validated. */
  interface EpochDone extends TrainingEvent {
    /** {@return what it reached, before calibration and at 0.5} */
    TrainingRun.Epoch result();

    /**
     * Returns the scores of the validation articles before calibration. A listener that keeps those
     * of every epoch keeps four bytes for each article and label.
     *
     * @return in the order of the articles
     */
    ScoredArticles validation();
  }

  /** The best model so far is on disk, complete. */
  interface ModelSaved extends TrainingEvent {
    /** {@return the epoch it comes from, counted from 1} */
    int epoch();

    /** {@return the directory where it is} */
    Path directory();

    /**
     * {@return how the model decides, and what it reaches on the validation articles as it is
     * saved}
     */
    SavedModel model();
  }

  /** A checkpoint is on disk, complete: the run can be resumed from it. */
  interface CheckpointSaved extends TrainingEvent {
    /** {@return the last step it holds, over all epochs, counted from 1} */
    long step();

    /** {@return the directory where it is} */
    Path directory();
  }

  /**
   * A checkpoint could not be written. The run goes on, and those written before are still there.
   */
  interface CheckpointFailed extends TrainingEvent {
    /** {@return the last step it would have held, over all epochs, counted from 1} */
    long step();

    /** {@return the directory where it was to be} */
    Path directory();

    /** {@return what failed, where, and what to do} */
    String problem();
  }

  /** The run is over and its model is saved. */
  interface Finished extends TrainingEvent {
    /** {@return the run, which {@code MeshTrainer.train} returns} */
    TrainingRun run();
  }

  /**
   * A fold of a cross-validation begins: the events from here to {@link FoldDone} are of its run.
   */
  interface FoldStarted extends TrainingEvent {
    /** {@return the number of the fold, counted from 1} */
    int number();

    /** {@return how many folds there are} */
    int folds();
  }

  /** A fold of a cross-validation is trained and tested. */
  interface FoldDone extends TrainingEvent {
    /** {@return the fold, with its number and what its model reaches on articles it did not see} */
    CrossValidation.Fold fold();

    /** {@return how many folds there are} */
    int folds();
  }

  /** The run ends before its time, with an exception. What was saved is still there. */
  interface Stopped extends TrainingEvent {
    /**
     * {@return why: {@link TrainingRun.StopReason#INTERRUPTED}, {@link
     * TrainingRun.StopReason#DIVERGED} or {@link TrainingRun.StopReason#FAILED}}
     */
    TrainingRun.StopReason reason();

    /** {@return the epoch it was in, counted from 1} */
    int epoch();

    /** {@return the last step that is done, over all epochs, counted from 1; 0 if none is} */
    long step();

    /** {@return what happened, as the exception says it} */
    String message();
  }
}
