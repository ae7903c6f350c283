package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubEvent;
import java.nio.file.Path;
import java.util.List;

/**
 * Something that happened in a training run, in the order it happened.
 *
 * <p>A run starts with {@link Started}, after {@link BaseModelDownload} events if the base model
 * comes from the Hub. Each epoch has its {@link StepDone} events, then {@link ValidationProgress}
 * events and one {@link EpochDone}, followed by {@link ModelSaved} if the epoch is the best so far.
 * All are immutable.
 */
public sealed interface TrainingEvent {
  /**
   * The download of a base model from the Hub goes on; nothing of it is told if it is on disk.
   *
   * @param event what happened
   */
  record BaseModelDownload(HubEvent event) implements TrainingEvent {}

  /**
   * Labels and tokens are ready.
   *
   * @param trainingArticles the number of articles to train on
   * @param validationArticles the number of articles to validate on
   * @param truncatedArticles how many of both are longer than the limit and lose their end
   * @param epochs the number of epochs
   * @param totalSteps the number of optimizer steps in all epochs
   * @param newWeights the Hugging Face names of the weights that the base model lacks and that
   *     start afresh, as the classification head of a pretrained model does
   * @param unusedWeights the names of the base model's tensors that are left out, beside those of
   *     the usual pre-training heads
   */
  record Started(
      int trainingArticles,
      int validationArticles,
      int truncatedArticles,
      int epochs,
      long totalSteps,
      List<String> newWeights,
      List<String> unusedWeights)
      implements TrainingEvent {
    /**
     * Copies the lists.
     *
     * @param trainingArticles the number of articles to train on
     * @param validationArticles the number of articles to validate on
     * @param truncatedArticles how many of both are longer than the limit and lose their end
     * @param epochs the number of epochs
     * @param totalSteps the number of optimizer steps in all epochs
     * @param newWeights the Hugging Face names of the weights that the base model lacks and that
     *     start afresh, as the classification head of a pretrained model does
     * @param unusedWeights the names of the base model's tensors that are left out, beside those of
     *     the usual pre-training heads
     */
    public Started {
      newWeights = List.copyOf(newWeights);
      unusedWeights = List.copyOf(unusedWeights);
    }
  }

  /**
   * An optimizer step is done.
   *
   * @param epoch the epoch, counted from 1
   * @param step the step over all epochs, counted from 1
   * @param totalSteps the number of steps in all epochs
   * @param articles the size of the batch
   * @param loss the mean loss of the batch
   * @param learningRate the rate of this step
   * @param gradientNorm the global norm of the gradients before clipping
   */
  record StepDone(
      int epoch,
      long step,
      long totalSteps,
      int articles,
      double loss,
      double learningRate,
      double gradientNorm)
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
   * @param result what it reached
   */
  record EpochDone(EpochResult result) implements TrainingEvent {}

  /**
   * The best model so far is on disk, complete.
   *
   * @param epoch the epoch it comes from, counted from 1
   * @param directory where it is
   */
  record ModelSaved(int epoch, Path directory) implements TrainingEvent {}
}
