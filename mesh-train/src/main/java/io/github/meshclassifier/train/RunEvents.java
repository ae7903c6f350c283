package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The events of a run as it tells them, each of which prints as one line. */
final class RunEvents {
  private RunEvents() {}

  record BaseModelDownload(HubEvent event) implements TrainingEvent.BaseModelDownload {
    @Override
    public String toString() {
      return line("base model: %s", event);
    }
  }

  record Articles(int count, int truncated, String sha256) implements TrainingEvent.Articles {}

  record Started(
      String baseModel,
      List<Label> labels,
      SortedMap<String, String> settings,
      TrainingEvent.Articles training,
      TrainingEvent.Articles validation,
      int epochs,
      long totalSteps,
      List<String> newWeights,
      List<String> unusedWeights)
      implements TrainingEvent.Started {
    Started {
      labels = List.copyOf(labels);
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
      newWeights = List.copyOf(newWeights);
      unusedWeights = List.copyOf(unusedWeights);
    }

    @Override
    public String toString() {
      return line(
          "training of %s started: %d labels, %d articles to train on, %d to validate on, %d"
              + " epochs, %d steps",
          baseModel, labels.size(), training.count(), validation.count(), epochs, totalSteps);
    }
  }

  record Resumed(int epoch, long step, Path checkpoint) implements TrainingEvent.Resumed {
    @Override
    public String toString() {
      return line("resumed in epoch %d after step %d from %s", epoch, step, checkpoint);
    }
  }

  record EpochStarted(int epoch, long firstStep, long lastStep)
      implements TrainingEvent.EpochStarted {
    @Override
    public String toString() {
      return line("epoch %d started: steps %d to %d", epoch, firstStep, lastStep);
    }
  }

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
      implements TrainingEvent.StepDone {
    @Override
    public String toString() {
      return line(
          "step %d of %d, epoch %d: loss %.4f, learning rate %.3g, gradient norm %.3g, %d articles,"
              + " %d tokens, %.2f s",
          step,
          totalSteps,
          epoch,
          loss,
          learningRate,
          gradientNorm,
          articles,
          tokens,
          seconds(duration));
    }
  }

  record ValidationProgress(int epoch, int articles, int totalArticles)
      implements TrainingEvent.ValidationProgress {
    @Override
    public String toString() {
      return line("epoch %d: %d of %d validation articles scored", epoch, articles, totalArticles);
    }
  }

  record EpochDone(TrainingRun.Epoch result, ScoredArticles validation)
      implements TrainingEvent.EpochDone {
    @Override
    public String toString() {
      return line("%s", result);
    }
  }

  record ModelSaved(int epoch, Path directory, SavedModel model)
      implements TrainingEvent.ModelSaved {
    @Override
    public String toString() {
      return line(
          "model of epoch %d saved in %s: %s%s",
          epoch,
          directory,
          f1(model.evaluation()),
          model.learnedNothing() ? ", it has learned nothing yet" : "");
    }
  }

  record CheckpointSaved(long step, Path directory) implements TrainingEvent.CheckpointSaved {
    @Override
    public String toString() {
      return line("checkpoint of step %d saved in %s", step, directory);
    }
  }

  record CheckpointFailed(long step, Path directory, String problem)
      implements TrainingEvent.CheckpointFailed {
    @Override
    public String toString() {
      return line("checkpoint of step %d not saved in %s: %s", step, directory, problem);
    }
  }

  record FoldStarted(int number, int folds) implements TrainingEvent.FoldStarted {
    @Override
    public String toString() {
      return line("fold %d of %d started", number, folds);
    }
  }

  record FoldDone(CrossValidation.Fold fold, int folds) implements TrainingEvent.FoldDone {
    @Override
    public String toString() {
      return line(
          "fold %d of %d done: on its test articles %s",
          fold.number(), folds, f1(fold.evaluation()));
    }
  }

  record Finished(TrainingRun run) implements TrainingEvent.Finished {
    @Override
    public String toString() {
      return line("%s", run);
    }
  }

  record Stopped(TrainingRun.StopReason reason, int epoch, long step, String message)
      implements TrainingEvent.Stopped {
    @Override
    public String toString() {
      return line("stopped in epoch %d after step %d, %s: %s", epoch, step, reason, message);
    }
  }

  record Epoch(
      int number,
      double trainingLoss,
      double validationLoss,
      Evaluation evaluation,
      Duration duration)
      implements TrainingRun.Epoch {
    @Override
    public String toString() {
      return line(
          "epoch %d done: training loss %.4f, validation loss %.4f, before calibration %s, %.1f s",
          number, trainingLoss, validationLoss, f1(evaluation), seconds(duration));
    }
  }

  record Run(
      Path directory,
      List<TrainingRun.Epoch> history,
      int bestEpoch,
      TrainingRun.StopReason stopReason,
      SavedModel model)
      implements TrainingRun {
    Run {
      history = List.copyOf(history);
      if (bestEpoch < 1 || bestEpoch > history.size()) {
        throw new IllegalArgumentException(
            "bestEpoch must be between 1 and " + history.size() + ", was " + bestEpoch);
      }
    }

    @Override
    public String toString() {
      return line(
          "run %s: epoch %d of %d is the best, %s, model in %s",
          stopReason, bestEpoch, history.size(), f1(model.evaluation()), directory);
    }
  }

  private static String f1(Evaluation evaluation) {
    return String.format(
        Locale.ROOT,
        "micro-F1 %.3f, macro-F1 %.3f",
        evaluation.micro().f1(),
        evaluation.macro().f1());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Whatever stands in it, a path or the message of an exception. */
  private static String line(String format, Object... values) {
    return Printable.line(String.format(Locale.ROOT, format, values));
  }
}
