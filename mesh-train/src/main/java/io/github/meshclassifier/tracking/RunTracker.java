package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a training run did in the files of a directory: {@code events.jsonl}, which {@link
 * RunComparison} reads, and event files for TensorBoard ({@code tensorboard --logdir runs}), whose
 * scalars {@code wandb sync --sync-tensorboard} takes as well.
 *
 * <pre>{@code
 * MeshTrainer trainer =
 *     MeshTrainer.builder(Backbone.BIOBERT).runDirectory(Path.of("runs", "biobert-3e-5")).build();
 * trainer.train(split, Path.of("my-model"));
 * }</pre>
 *
 * <p>{@code events.jsonl} has one JSON object a line with {@code time} (ISO 8601, UTC) and {@code
 * event}. The first line of each process is {@code tracking} with the {@code version} of the
 * format, 1; then come {@code started} with labels, settings and data, {@code resumed}, {@code
 * epoch_started}, {@code step}, {@code epoch}, {@code model_saved}, {@code checkpoint_saved},
 * {@code checkpoint_failed}, and {@code finished} or {@code stopped}. Downloads and the progress of
 * validation are left out. {@code epoch} and {@code model_saved} have metrics and a row for each
 * label, with {@code scores} and {@code profile} that say what they are of: those of an epoch are
 * of {@code uncalibrated} scores at the profile {@code half}, those of {@code model_saved} of the
 * scores of the {@code saved_model} and its default profile.
 *
 * <p>The names in TensorBoard are {@code train/...} over the steps, and once an epoch {@code
 * epoch/...}, {@code validation_uncalibrated_half/...} and {@code
 * validation_label_f1_uncalibrated_half/...}. When a model is saved, its own figures are {@code
 * validation_saved_model_half/...} and {@code validation_label_f1_saved_model_half/...}, where
 * {@code half} is its default profile. The settings are in the HPARAMS tab, with the figures of the
 * saved model.
 *
 * <p>A run that is resumed under the same name goes on in the same directory. Lines are passed to
 * the operating system every five seconds while events come, and to the disk after each epoch: what
 * a crash leaves is whole lines, the last one perhaps cut off, which readers skip and the next
 * process removes.
 *
 * <p>A file that cannot be written any more, as on a full disk, does not end the training: it is
 * logged as a warning once, nothing more is written to it, and {@link #failure} returns the reason.
 *
 * <p>Thread-safe; concurrent events are written one after the other.
 */
public final class RunTracker implements Consumer<TrainingEvent>, AutoCloseable {
  /** The file of JSON lines in the directory of a run. */
  public static final String EVENTS_FILE = "events.jsonl";

  private static final Logger LOGGER = LoggerFactory.getLogger(RunTracker.class);
  private static final Duration LONGEST_UNFLUSHED = Duration.ofSeconds(5);

  private final Path directory;
  private final Clock clock;
  private final List<EventSink> sinks;
  private Instant flushed;
  private boolean running;
  private int epoch = 1;
  private long step;
  private boolean closed;
  private @Nullable IOException failure;

  RunTracker(Path directory, Clock clock, List<EventSink> sinks) {
    this.directory = directory;
    this.clock = clock;
    this.sinks = new ArrayList<>(sinks);
    this.flushed = clock.instant();
  }

  /**
   * Opens the directory of a run.
   *
   * @param runs the directory of all runs; made if it is not there
   * @param name the name of the run and of its directory; one that is there is continued
   * @return a tracker for one run
   * @throws IllegalArgumentException if the name is no name of a directory: blank, longer than 128
   *     characters, {@code .} or {@code ..}, or with a control character or one of {@code / \ : * ?
   *     " < > |}
   * @throws IOException if the directory or its files cannot be written, {@code events.jsonl} there
   *     is not of a tracker, or another tracker writes it
   */
  public static RunTracker in(Path runs, String name) throws IOException {
    return in(runs, name, Clock.systemUTC());
  }

  static RunTracker in(Path runs, String name, Clock clock) throws IOException {
    if (name.isBlank()
        || name.length() > 128
        || name.equals(".")
        || name.equals("..")
        || name.chars().anyMatch(c -> c < ' ' || c == 0x7F || "/\\:*?\"<>|".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "name must be the name of a directory, without control characters and"
              + " / \\ : * ? \" < > |, of at most 128 characters, was "
              + Printable.quote(name));
    }
    Path directory = runs.resolve(name);
    Files.createDirectories(directory);
    EventSink lines = new JsonLinesFile(directory.resolve(EVENTS_FILE), name, clock.instant());
    try {
      EventSink tensorBoard = new TensorBoardFile(directory, clock.instant());
      return new RunTracker(directory, clock, List.of(lines, tensorBoard));
    } catch (IOException e) {
      lines.close();
      throw e;
    }
  }

  /**
   * Returns the directory of the run.
   *
   * @return where the files are
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns why a file is incomplete.
   *
   * @return the first failure to write; empty if all was written
   */
  public synchronized Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Writes an event. Never throws because a file cannot be written.
   *
   * @param event what happened
   * @throws IllegalStateException if the tracker is closed
   */
  @Override
  public synchronized void accept(TrainingEvent event) {
    Objects.requireNonNull(event, "event");
    if (closed) {
      throw new IllegalStateException(
          "the tracker of " + directory + " is closed; open one for each run");
    }
    if (event instanceof TrainingEvent.Started) {
      running = true;
      epoch = 1;
      step = 0;
    } else if (event instanceof TrainingEvent.Resumed resumed) {
      epoch = resumed.epoch();
      step = resumed.step();
    } else if (event instanceof TrainingEvent.StepDone done) {
      epoch = done.epoch();
      step = done.step();
    } else if (event instanceof TrainingEvent.Finished || event instanceof TrainingEvent.Stopped) {
      running = false;
    }
    Instant now = clock.instant();
    each(sink -> sink.write(event, now, step));
    if (!(event instanceof TrainingEvent.StepDone
        || event instanceof TrainingEvent.ValidationProgress
        || event instanceof TrainingEvent.BaseModelDownload)) {
      each(EventSink::force);
      flushed = now;
    } else if (Duration.between(flushed, now).compareTo(LONGEST_UNFLUSHED) >= 0) {
      each(EventSink::flush);
      flushed = now;
    }
  }

  /**
   * Closes the files; a run that has begun and reported no end, as when another listener threw an
   * exception, counts as failed. Never throws because a file cannot be written; closing twice does
   * nothing.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      if (running) {
        accept(
            new Stopped(
                StopReason.FAILED,
                epoch,
                step,
                "the tracker was closed before the run told its end"));
      }
      closed = true;
      each(EventSink::close);
      sinks.clear();
    }
  }

  /** The end of a run that reported none. */
  private record Stopped(StopReason reason, int epoch, long step, String message)
      implements TrainingEvent.Stopped {}

  @FunctionalInterface
  private interface Action {
    void run(EventSink sink) throws IOException;
  }

  private void each(Action action) {
    for (EventSink sink : List.copyOf(sinks)) {
      try {
        action.run(sink);
      } catch (IOException e) {
        sinks.remove(sink);
        LOGGER.warn(
            "The run goes on without being tracked in full: a file in {} cannot be written: {}",
            directory,
            e.toString());
        if (failure == null) {
          failure = e;
        }
        abandon(sink, e);
      }
    }
  }

  private static void abandon(EventSink sink, IOException reason) {
    try {
      sink.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
