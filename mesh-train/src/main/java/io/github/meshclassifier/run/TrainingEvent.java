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
 * <p>All are immutable, and print as one line. Later versions may tell more: a listener leaves out
 * the events that it does not know, and only this library implements these interfaces, except in
 * tests of listeners.
 */
public interface TrainingEvent {
  /** The download of a base model from the Hub goes on; nothing of it is told if it is on disk. */
  interface BaseModelDownload extends TrainingEvent {
    /**
     * Returns what the download tells.
     *
     * @return what happened
     */
    HubEvent event();
  }

  /** Articles that a run reads. */
  interface Articles {
    /**
     * Returns how many there are.
     *
     * @return above 0
     */
    int count();

    /**
     * Returns how many of them are longer than the limit and lose their end.
     *
     * @return from 0 to {@link #count}
     */
    int truncated();

    /**
     * Returns the digest of everything that a model could learn from them.
     *
     * @return SHA-256 in hexadecimal, the same as in the model's manifest
     */
    String sha256();
  }

  /** Labels and tokens are ready. */
  interface Started extends TrainingEvent {
    /**
     * Returns the name of the base model.
     *
     * @return as in the manifest
     */
    String baseModel();

    /**
     * Returns the labels to learn.
     *
     * @return in the order of the model's outputs, unmodifiable
     */
    List<Label> labels();

    /**
     * Returns every setting in effect.
     *
     * @return by its name in the manifest, such as {@code learning_rate}, unmodifiable
     */
    SortedMap<String, String> settings();

    /**
     * Returns the articles to train on.
     *
     * @return how many, and which
     */
    Articles training();

    /**
     * Returns the articles to validate on.
     *
     * @return how many, and which
     */
    Articles validation();

    /**
     * Returns the number of epochs.
     *
     * @return unless the run stops early
     */
    int epochs();

    /**
     * Returns the number of optimizer steps.
     *
     * @return in all epochs
     */
    long totalSteps();

    /**
     * Returns which weights the base model lacks and start afresh, as the classification head of a
     * pretrained model does.
     *
     * @return their Hugging Face names, unmodifiable
     */
    List<String> newWeights();

    /**
     * Returns which tensors of the base model are left out, beside those of the usual pre-training
     * heads.
     *
     * @return their names, unmodifiable
     */
    List<String> unusedWeights();
  }

  /** The run goes on where an earlier one was cut off. */
  interface Resumed extends TrainingEvent {
    /**
     * Returns the epoch it goes on in.
     *
     * @return counted from 1; one more than there are if all are done
     */
    int epoch();

    /**
     * Returns the last step that is done.
     *
     * @return over all epochs, counted from 1
     */
    long step();

    /**
     * Returns where its state comes from.
     *
     * @return the directory of a checkpoint
     */
    Path checkpoint();
  }

  /** An epoch begins, or goes on after {@link Resumed}. */
  interface EpochStarted extends TrainingEvent {
    /**
     * Returns the epoch.
     *
     * @return counted from 1
     */
    int epoch();

    /**
     * Returns its first step.
     *
     * @return over all epochs, counted from 1
     */
    long firstStep();

    /**
     * Returns its last step.
     *
     * @return over all epochs, counted from 1
     */
    long lastStep();
  }

  /** An optimizer step is done. */
  interface StepDone extends TrainingEvent {
    /**
     * Returns the epoch.
     *
     * @return counted from 1
     */
    int epoch();

    /**
     * Returns the step.
     *
     * @return over all epochs, counted from 1
     */
    long step();

    /**
     * Returns the number of steps.
     *
     * @return in all epochs
     */
    long totalSteps();

    /**
     * Returns the number of articles in the step.
     *
     * @return above 0
     */
    int articles();

    /**
     * Returns the number of their tokens.
     *
     * @return special tokens included, padding not
     */
    long tokens();

    /**
     * Returns the loss.
     *
     * @return the mean over the articles, before the update
     */
    double loss();

    /**
     * Returns the learning rate.
     *
     * @return that of this step
     */
    double learningRate();

    /**
     * Returns the global norm of the gradients.
     *
     * @return before clipping
     */
    double gradientNorm();

    /**
     * Returns the time of the step.
     *
     * @return above zero
     */
    Duration duration();
  }

  /** A batch of validation articles has its scores. */
  interface ValidationProgress extends TrainingEvent {
    /**
     * Returns the epoch.
     *
     * @return counted from 1
     */
    int epoch();

    /**
     * Returns how many articles have their scores by now.
     *
     * @return from 1 to {@link #totalArticles}
     */
    int articles();

    /**
     * Returns how many there are.
     *
     * @return above 0
     */
    int totalArticles();
  }

  /** An epoch is over and validated. */
  interface EpochDone extends TrainingEvent {
    /**
     * Returns what it reached.
     *
     * @return before calibration and at 0.5
     */
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
    /**
     * Returns the epoch it comes from.
     *
     * @return counted from 1
     */
    int epoch();

    /**
     * Returns where it is.
     *
     * @return the model's directory
     */
    Path directory();

    /**
     * Returns the saved model.
     *
     * @return how it decides, and what it reaches on the validation articles as it is saved
     */
    SavedModel model();
  }

  /** A checkpoint is on disk, complete: the run can be resumed from it. */
  interface CheckpointSaved extends TrainingEvent {
    /**
     * Returns the last step it holds.
     *
     * @return over all epochs, counted from 1
     */
    long step();

    /**
     * Returns where it is.
     *
     * @return its directory
     */
    Path directory();
  }

  /**
   * A checkpoint could not be written. The run goes on, and those written before are still there.
   */
  interface CheckpointFailed extends TrainingEvent {
    /**
     * Returns the last step it would have held.
     *
     * @return over all epochs, counted from 1
     */
    long step();

    /**
     * Returns where it was to be.
     *
     * @return its directory
     */
    Path directory();

    /**
     * Returns what failed, where, and what to do.
     *
     * @return a sentence
     */
    String problem();
  }

  /** The run is over and its model is saved. */
  interface Finished extends TrainingEvent {
    /**
     * Returns the run.
     *
     * @return what {@code MeshTrainer.train} returns
     */
    TrainingRun run();
  }

  /** The run ends before its time, with an exception. What was saved is still there. */
  interface Stopped extends TrainingEvent {
    /**
     * Returns why.
     *
     * @return {@link TrainingRun.StopReason#INTERRUPTED}, {@link TrainingRun.StopReason#DIVERGED}
     *     or {@link TrainingRun.StopReason#FAILED}
     */
    TrainingRun.StopReason reason();

    /**
     * Returns the epoch it was in.
     *
     * @return counted from 1
     */
    int epoch();

    /**
     * Returns the last step that is done.
     *
     * @return over all epochs, counted from 1; 0 if none is
     */
    long step();

    /**
     * Returns what happened.
     *
     * @return as the exception says it
     */
    String message();
  }
}
