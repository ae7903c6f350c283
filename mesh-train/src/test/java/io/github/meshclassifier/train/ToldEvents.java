package io.github.meshclassifier.train;

import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Events as a run tells them, for tests of those who listen. */
public final class ToldEvents {
  private ToldEvents() {}

  public static TrainingEvent.Started started(
      String baseModel,
      List<Label> labels,
      SortedMap<String, String> settings,
      TrainingEvent.Articles training,
      TrainingEvent.Articles validation,
      int epochs,
      long totalSteps) {
    return new RunEvents.Started(
        baseModel,
        labels,
        settings,
        training,
        validation,
        epochs,
        totalSteps,
        List.of("classifier.weight"),
        List.of());
  }

  public static TrainingEvent.Articles articles(int count, int truncated, String sha256) {
    return new RunEvents.Articles(count, truncated, sha256);
  }

  public static TrainingEvent.Resumed resumed(int epoch, long step, Path checkpoint) {
    return new RunEvents.Resumed(epoch, step, checkpoint);
  }

  public static TrainingEvent.EpochStarted epochStarted(int epoch, long first, long last) {
    return new RunEvents.EpochStarted(epoch, first, last);
  }

  /** A step of 20 articles and 1000 tokens in half a second. */
  public static TrainingEvent.StepDone stepDone(
      int epoch, long step, long totalSteps, double loss, double rate, double norm) {
    return new RunEvents.StepDone(
        epoch, step, totalSteps, 20, 1000, loss, rate, norm, Duration.ofMillis(500));
  }

  public static TrainingEvent.ValidationProgress validationProgress(int epoch, int done, int all) {
    return new RunEvents.ValidationProgress(epoch, done, all);
  }

  public static TrainingRun.Epoch epoch(
      int number,
      double trainingLoss,
      double validationLoss,
      Evaluation evaluation,
      Duration duration) {
    return new RunEvents.Epoch(number, trainingLoss, validationLoss, evaluation, duration);
  }

  public static TrainingEvent.EpochDone epochDone(TrainingRun.Epoch result, ScoredArticles scored) {
    return new RunEvents.EpochDone(result, scored);
  }

  public static TrainingEvent.ModelSaved modelSaved(int epoch, Path directory, SavedModel model) {
    return new RunEvents.ModelSaved(epoch, directory, model);
  }

  public static TrainingEvent.CheckpointSaved checkpointSaved(long step, Path directory) {
    return new RunEvents.CheckpointSaved(step, directory);
  }

  public static TrainingEvent.CheckpointFailed checkpointFailed(
      long step, Path directory, String problem) {
    return new RunEvents.CheckpointFailed(step, directory, problem);
  }

  public static TrainingEvent.Finished finished(
      Path directory,
      List<TrainingRun.Epoch> history,
      int bestEpoch,
      StopReason reason,
      SavedModel model) {
    return new RunEvents.Finished(new RunEvents.Run(directory, history, bestEpoch, reason, model));
  }

  public static TrainingEvent.Stopped stopped(
      StopReason reason, int epoch, long step, String message) {
    return new RunEvents.Stopped(reason, epoch, step, message);
  }
}
