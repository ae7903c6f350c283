package io.github.meshclassifier.examples;

import io.github.meshclassifier.run.TrainingEvent;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows the events of a training run on the console: the download of its base model if there is
 * one, a bar for the steps of each epoch, one for its validation, and a line with what it reached.
 *
 * <p>Not thread-safe; a run calls its listener on one thread.
 */
public final class TrainingProgress implements Consumer<TrainingEvent>, AutoCloseable {
  private final HubProgress download = new HubProgress(System.out);
  private @Nullable ProgressBar bar;
  private String task = "";
  private int epochs;
  private long stepsBefore;
  private long stepsOfEpoch;

  /** Makes a listener for one run. */
  public TrainingProgress() {}

  @Override
  public void accept(TrainingEvent event) {
    if (event instanceof TrainingEvent.BaseModelDownload transfer) {
      download.accept(transfer.event());
    } else if (event instanceof TrainingEvent.Started started) {
      download.close();
      epochs = started.epochs();
      System.out.printf(
          Locale.ROOT,
          "%d articles to train on, %d to validate on; %d longer than the limit lose their end%n",
          started.training().count(),
          started.validation().count(),
          started.training().truncated() + started.validation().truncated());
    } else if (event instanceof TrainingEvent.Resumed
        || event instanceof TrainingEvent.FoldStarted
        || event instanceof TrainingEvent.FoldDone) {
      System.out.println(event);
    } else if (event instanceof TrainingEvent.EpochStarted epoch) {
      stepsBefore = epoch.firstStep() - 1;
      stepsOfEpoch = epoch.lastStep() - stepsBefore;
    } else if (event instanceof TrainingEvent.StepDone step) {
      bar("Epoch " + step.epoch() + "/" + epochs, stepsOfEpoch)
          .setExtraMessage(String.format(Locale.ROOT, " loss %.3f", step.loss()))
          .stepTo(step.step() - stepsBefore);
    } else if (event instanceof TrainingEvent.ValidationProgress validation) {
      bar("Validation", validation.totalArticles()).stepTo(validation.articles());
    } else if (event instanceof TrainingEvent.EpochDone
        || event instanceof TrainingEvent.ModelSaved
        || event instanceof TrainingEvent.CheckpointFailed) {
      close();
      System.out.println(event);
    } else if (event instanceof TrainingEvent.Stopped) {
      close();
    }
  }

  private ProgressBar bar(String newTask, long max) {
    ProgressBar current = bar;
    if (current == null || !task.equals(newTask)) {
      close();
      current =
          new ProgressBarBuilder()
              .setTaskName(newTask)
              .setInitialMax(max)
              .setMaxRenderedLength(100)
              .build();
      bar = current;
      task = newTask;
    }
    return current;
  }

  /** Ends the bar that is shown, if any. */
  @Override
  public void close() {
    download.close();
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
