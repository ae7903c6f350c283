package io.github.meshclassifier.tracking;

import io.github.meshclassifier.metrics.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the lines that were read so far say of a run. Filled by one thread, then left alone. */
final class RunHistory {
  private static final int PROBLEMS_TOLD = 10;

  final Path directory;
  String name;
  TrackedRun.Status status = TrackedRun.Status.UNFINISHED;
  @Nullable String stopReason;
  @Nullable Instant started;
  SortedMap<String, String> settings = Collections.unmodifiableSortedMap(new TreeMap<>());
  String validationSha256 = "";
  Progress progress = new Progress();
  final List<String> problems = new ArrayList<>();
  private int problemCount;
  private @Nullable Progress before;

  /** An epoch that is done. */
  record Epoch(
      int number,
      long step,
      double trainingLoss,
      double validationLoss,
      Map<String, Double> metrics,
      Map<String, Double> labelF1,
      Duration duration)
      implements TrackedRun.Epoch {}

  /** A model that was saved. */
  record Saved(
      int epoch,
      String profile,
      Map<String, Double> metrics,
      Map<String, Double> labelF1,
      boolean learnedNothing)
      implements TrackedRun.Saved {}

  RunHistory(Path directory) {
    this.directory = directory;
    this.name = String.valueOf(directory.getFileName());
  }

  /** What was reached since the run began. */
  static final class Progress {
    final LossCurve losses = new LossCurve();
    final List<TrackedRun.Epoch> epochs = new ArrayList<>();
    final List<TrackedRun.Saved> saved = new ArrayList<>();
    int bestEpoch;
    long stepArticles;
    double stepSeconds;

    /** Forgets what was recorded of an epoch after a step, and of later ones. */
    private void forget(long epoch, long step) {
      losses.forgetAfter(step);
      epochs.removeIf(done -> done.number() >= epoch);
      saved.removeIf(model -> model.epoch() >= epoch);
      if (bestEpoch > epochs.size()) {
        bestEpoch = saved.isEmpty() ? 0 : saved.get(saved.size() - 1).epoch();
      }
    }
  }

  /** A run begins; what the file told before is kept for the case that it is only resumed. */
  void begin(Instant time) {
    before = progress;
    progress = new Progress();
    started = time;
    status = TrackedRun.Status.UNFINISHED;
    stopReason = null;
  }

  /**
   * The run goes on in an epoch after a step; what was recorded of later steps no longer counts.
   */
  void resume(long epoch, long step) {
    if (before != null) {
      progress = before;
      before = null;
    }
    progress.forget(epoch, step);
  }

  void end(TrackedRun.Status how, String reason) {
    status = how;
    stopReason = reason;
  }

  /** The epoch that was saved last; if no line says so, the one with the highest micro-F1. */
  Optional<TrackedRun.Epoch> best() {
    Optional<TrackedRun.Epoch> saved =
        progress.epochs.stream().filter(epoch -> epoch.number() == progress.bestEpoch).findFirst();
    return saved.isPresent()
        ? saved
        : progress.epochs.stream()
            .max(
                Comparator.comparingDouble(
                        (TrackedRun.Epoch epoch) -> epoch.metric(Metric.MICRO_F1).orElse(-1))
                    .thenComparing(epoch -> -epoch.number()));
  }

  /** The model that was saved last; empty if none was. */
  Optional<TrackedRun.Saved> lastSaved() {
    List<TrackedRun.Saved> saved = progress.saved;
    return saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1));
  }

  void problem(long line, String what) {
    problemCount++;
    if (problemCount <= PROBLEMS_TOLD) {
      problems.add("line " + line + ": " + what);
    } else {
      String more = problemCount - PROBLEMS_TOLD + " more lines could not be used";
      if (problems.size() > PROBLEMS_TOLD) {
        problems.set(PROBLEMS_TOLD, more);
      } else {
        problems.add(more);
      }
    }
  }
}
