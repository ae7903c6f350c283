package io.github.meshclassifier.train;

import io.github.meshclassifier.run.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of a run when they are due, if there are to be any. Not thread-safe. */
final class RunStateSaver {
  private static final Logger LOG = LoggerFactory.getLogger(RunStateSaver.class);

  private final Checkpoints when;
  private final RunStateStore store;
  private final RunIdentity run;
  private final Learner learner;
  private final StopSignal signal;
  private final Consumer<TrainingEvent> listener;
  private long lastStep;
  private long lastTime = System.nanoTime();
  private @Nullable Path last;

  /**
   * Begins.
   *
   * @param resumed the checkpoint that the run goes on from, null if it begins
   * @param step the step that is done
   */
  RunStateSaver(
      Checkpoints when,
      RunStateStore store,
      RunIdentity run,
      Learner learner,
      StopSignal signal,
      Consumer<TrainingEvent> listener,
      @Nullable Path resumed,
      long step) {
    this.when = when;
    this.store = store;
    this.run = run;
    this.learner = learner;
    this.signal = signal;
    this.listener = listener;
    this.last = resumed;
    this.lastStep = step;
  }

  /** The last one that is there. */
  Optional<Path> last() {
    return Optional.ofNullable(last);
  }

  /** Says where the run can be resumed from, as a sentence. */
  String advice() {
    return last == null
        ? "There is no checkpoint."
        : "The checkpoint " + last + " holds the run until then, resume() goes on from there.";
  }

  boolean isDue(long step) {
    return when.isDue(step - lastStep, Duration.ofNanos(System.nanoTime() - lastTime));
  }

  /** Writes one, unless the run has none. A failure is told, and those before are still there. */
  void save(RunState state) {
    if (when.isNone()) {
      return;
    }
    Path place = store.place(state.step(), state.validated() ? state.epoch() : 0);
    if (place.equals(last)) {
      return;
    }
    // Whether it succeeds or not, the next one is due an interval later.
    lastStep = state.step();
    try {
      signal.uninterrupted(
          () ->
              store.save(
                  place,
                  (directory, files) -> {
                    learner.writeState(directory);
                    RunStateFile.write(directory, files, run, state);
                  }));
    } catch (IOException e) {
      String problem =
          DiskSpace.failure("the checkpoint", place, learner.stateBytes(), e)
              + ". Training goes on. "
              + advice();
      LOG.warn(problem);
      listener.accept(new RunEvents.CheckpointFailed(state.step(), place, problem));
      return;
    } finally {
      lastTime = System.nanoTime();
    }
    last = place;
    listener.accept(new RunEvents.CheckpointSaved(state.step(), place));
  }

  /** Replaces the checkpoints by a record that the run is over. */
  void finish(RunState state) {
    if (when.isNone()) {
      return;
    }
    try {
      signal.uninterrupted(
          () ->
              store.finish((directory, files) -> RunStateFile.write(directory, files, run, state)));
    } catch (IOException e) {
      LOG.warn("The model is saved, but that the run is over could not be recorded", e);
    }
  }
}
