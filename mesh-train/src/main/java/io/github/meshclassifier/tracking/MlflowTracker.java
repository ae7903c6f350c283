package io.github.meshclassifier.tracking;

import io.github.meshclassifier.run.TrainingEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;

/**
 * Shows a training run on an MLflow tracking server: the settings as parameters, the figures of
 * steps, epochs and saved models as metrics under the names that {@link RunTracker} has, where the
 * model is as tags, and how it ended.
 *
 * <p>Optional: it needs {@code org.mlflow:mlflow-client}, the official client for Java, which an
 * application that uses this class names as a dependency of its own. The client knows the server
 * and its credentials; nothing here sees or logs them.
 *
 * <pre>{@code
 * MlflowClient client = new MlflowClient("http://localhost:5000");
 * try (MlflowTracker server = MlflowTracker.in(client, "mesh-roots", "biobert-3e-5")) {
 *   MeshTrainer trainer = MeshTrainer.builder(Backbone.BIOBERT).onEvent(server).build();
 *   trainer.train(split, Path.of("my-model"));
 * }
 * }</pre>
 *
 * <p>Training neither waits for the server nor ends because of it: a thread of its own sends what
 * has come every five seconds and after each epoch. What the server did not take is sent again with
 * what comes next, and a warning is logged once; of more than 100,000 figures that wait, the oldest
 * are dropped. {@link #close} sends the rest for at most half a minute.
 *
 * <p>A run that is resumed is a new run there.
 *
 * <p>Thread-safe; events of concurrent calls are taken one after the other.
 */
public final class MlflowTracker implements Consumer<TrainingEvent>, AutoCloseable {
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

  private final Clock clock;
  private final MlflowSender sender;
  private final Duration longestClose;
  private long step;
  private boolean closed;

  MlflowTracker(MlflowSender sender, Clock clock, Duration longestClose) {
    this.sender = sender;
    this.clock = clock;
    this.longestClose = longestClose;
  }

  /**
   * Prepares a run; the server is first asked when training starts.
   *
   * @param client how the server is reached; stays the caller's, to be closed after this tracker
   * @param experiment the name of the experiment; made if it is not there
   * @param run the name of the run; others may have the same
   * @return a tracker for one run
   * @throws IllegalArgumentException if a name is blank
   */
  public static MlflowTracker in(MlflowClient client, String experiment, String run) {
    Clock clock = Clock.systemUTC();
    return new MlflowTracker(
        new MlflowSender(client, experiment, run, clock.instant(), MlflowSender.PAUSE),
        clock,
        LONGEST_CLOSE);
  }

  /**
   * Takes an event. Neither waits for the server nor throws because of it.
   *
   * @param event what happened
   * @throws IllegalStateException if the tracker is closed
   */
  @Override
  public synchronized void accept(TrainingEvent event) {
    Objects.requireNonNull(event, "event");
    if (closed) {
      throw new IllegalStateException("the MLflow tracker is closed; make one for each run");
    }
    if (event instanceof TrainingEvent.Started started) {
      sender.start(Settings.of(started));
    } else if (event instanceof TrainingEvent.Resumed resumed) {
      step = resumed.step();
      sender.tag("resumed_from", resumed.checkpoint().toString());
    } else if (event instanceof TrainingEvent.StepDone done) {
      step = done.step();
      metrics(Figures.of(done));
    } else if (event instanceof TrainingEvent.EpochDone done) {
      metrics(Figures.of(done));
      sender.sendSoon();
    } else if (event instanceof TrainingEvent.ModelSaved saved) {
      metrics(Figures.of(saved));
      sender.tag("model_directory", saved.directory().toString());
      sender.tag("best_epoch", Integer.toString(saved.epoch()));
    } else if (event instanceof TrainingEvent.Finished finished) {
      sender.tag("stop_reason", finished.run().stopReason().name());
      sender.tag("learned_nothing", Boolean.toString(finished.run().learnedNothing()));
      sender.end(RunStatus.FINISHED, clock.instant());
    } else if (event instanceof TrainingEvent.Stopped stopped) {
      sender.tag("stop_reason", stopped.reason().name());
      sender.tag("stop_message", stopped.message());
      sender.end(RunStatus.FAILED, clock.instant());
    }
  }

  private void metrics(Map<String, Double> figures) {
    Instant time = clock.instant();
    figures.forEach((name, value) -> sender.metric(name, value, time, step));
  }

  /**
   * Sends what is left, as far as the server takes it within half a minute; a run that neither
   * finished nor stopped counts as failed. Never throws because of the server; closing twice does
   * nothing.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      sender.end(RunStatus.FAILED, clock.instant());
    }
    sender.close(longestClose);
  }
}
