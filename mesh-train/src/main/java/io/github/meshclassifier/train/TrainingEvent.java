package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that happened in a training run, in the order it happened.
 *
 * <p>A run starts with {@link Started}, after {@link BaseModelDownload} events if the base model
 * comes from the Hub, and goes on with {@link Resumed} if it continues an earlier one. Each epoch
 * has an {@link EpochStarted}, its {@link StepDone} events, then {@link ValidationProgress} events
 * and one {@link EpochDone}, followed by {@link ModelSaved} if the epoch is the best so far. {@link
 * CheckpointSaved} and {@link CheckpointFailed} come between any of these, after the step that they
 * are of. The last event of a run that has started is {@link Finished} or {@link Stopped}. All are
 * immutable.
 */
public sealed interface TrainingEvent {
  /**
   * The download of a base model from the Hub goes on; nothing of it is told if it is on disk.
   *
   * @param event what happened
   */
  record BaseModelDownload(HubEvent event) implements TrainingEvent {}

  /**
   * Articles that a run reads.
   *
   * @param articles how many there are
   * @param truncated how many of them are longer than the limit and lose their end
   * @param sha256 the SHA-256 of everything that a model could learn from them, in hexadecimal; the
   *     same as in the model's manifest
   */
  record DataSet(int articles, int truncated, String sha256) {}

  /**
   * Labels and tokens are ready.
   *
   * @param baseModel the name of the base model, as in the manifest
   * @param labels the labels to learn, in the order of the model's outputs
   * @param settings every setting in effect, by its name in the manifest, such as {@code
   *     learning_rate}; in the order of the names
   * @param training the articles to train on
   * @param validation the articles to validate on
   * @param epochs the number of epochs, unless the run stops early
   * @param totalSteps the number of optimizer steps in all epochs
   * @param newWeights the Hugging Face names of the weights that the base model lacks and that
   *     start afresh, as the classification head of a pretrained model does
   * @param unusedWeights the names of the base model's tensors that are left out, beside those of
   *     the usual pre-training heads
   */
  record Started(
      String baseModel,
      List<Label> labels,
      SortedMap<String, String> settings,
      DataSet training,
      DataSet validation,
      int epochs,
      long totalSteps,
      List<String> newWeights,
      List<String> unusedWeights)
      implements TrainingEvent {
    /**
     * Copies the lists and the map.
     *
     * @param baseModel the name of the base model
     * @param labels the labels to learn
     * @param settings every setting in effect
     * @param training the articles to train on
     * @param validation the articles to validate on
     * @param epochs the number of epochs
     * @param totalSteps the number of optimizer steps
     * @param newWeights the names of the weights that the base model lacks
     * @param unusedWeights the names of the base model's tensors that are left out
     */
    public Started {
      labels = List.copyOf(labels);
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
      newWeights = List.copyOf(newWeights);
      unusedWeights = List.copyOf(unusedWeights);
    }
  }

  /**
   * The run goes on where an earlier one was cut off.
   *
   * @param epoch the epoch it goes on in, counted from 1; one more than there are if all are done
   * @param step the last step that is done, over all epochs, counted from 1
   * @param checkpoint where its state comes from
   */
  record Resumed(int epoch, long step, Path checkpoint) implements TrainingEvent {}

  /**
   * An epoch begins, or goes on after {@link Resumed}.
   *
   * @param epoch the epoch, counted from 1
   * @param firstStep its first step over all epochs, counted from 1
   * @param lastStep its last step
   */
  record EpochStarted(int epoch, long firstStep, long lastStep) implements TrainingEvent {}

  /**
   * An optimizer step is done.
   *
   * @param epoch the epoch, counted from 1
   * @param step the step over all epochs, counted from 1
   * @param totalSteps the number of steps in all epochs
   * @param articles the number of articles in the step
   * @param tokens the number of their tokens, special tokens included, padding not
   * @param loss the mean loss of the articles
   * @param learningRate the rate of this step
   * @param gradientNorm the global norm of the gradients before clipping
   * @param duration the time of the step
   */
  record StepDone(
      int epoch,
      long step,
      long totalSteps,
      int articles,
      long tokens,
      double loss,
      double learningRate,
      double gradientNorm,
      Duration duration)
      implements TrainingEvent {}

  /**
   * A batch of validation articles has its scores.
   *
   * @param epoch the epoch, counted from 1
   * @param articles how many have their scores by now
   * @param totalArticles how many there are
   */
  record ValidationProgress(int epoch, int articles, int totalArticles) implements TrainingEvent {}

  /**
   * An epoch is over and validated.
   *
   * @param result what it reached, before calibration and at 0.5
   * @param validation the scores of the validation articles before calibration, in their order; a
   *     listener that keeps those of every epoch keeps four bytes for each article and label
   */
  record EpochDone(EpochResult result, ScoredArticles validation) implements TrainingEvent {}

  /**
   * The best model so far is on disk, complete.
   *
   * @param epoch the epoch it comes from, counted from 1
   * @param directory where it is
   * @param model how it decides, and what it reaches on the validation articles as it is saved
   */
  record ModelSaved(int epoch, Path directory, SavedModel model) implements TrainingEvent {}

  /**
   * A checkpoint is on disk, complete: the run can be resumed from it.
   *
   * @param step the last step it holds, over all epochs, counted from 1
   * @param directory where it is
   */
  record CheckpointSaved(long step, Path directory) implements TrainingEvent {}

  /**
   * A checkpoint could not be written. The run goes on, and those written before are still there.
   *
   * @param step the last step it would have held, over all epochs, counted from 1
   * @param directory where it was to be
   * @param problem what failed, where, and what to do
   */
  record CheckpointFailed(long step, Path directory, String problem) implements TrainingEvent {}

  /**
   * The run is over and its model is saved.
   *
   * @param run what {@link MeshTrainer#train} returns
   */
  record Finished(TrainingRun run) implements TrainingEvent {}

  /**
   * The run ends before its time, with an exception. What was saved is still there.
   *
   * @param reason {@link StopReason#INTERRUPTED}, {@link StopReason#DIVERGED} or {@link
   *     StopReason#FAILED}
   * @param epoch the epoch it was in, counted from 1
   * @param step the last step that is done, over all epochs, counted from 1; 0 if none is
   * @param message what happened, as the exception says it
   */
  record Stopped(StopReason reason, int epoch, long step, String message)
      implements TrainingEvent {}
}
