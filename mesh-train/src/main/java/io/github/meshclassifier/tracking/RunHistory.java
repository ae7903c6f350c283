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
  LossCurve losses = new LossCurve();
  List<TrackedRun.Epoch> epochs = new ArrayList<>();
  List<TrackedRun.Saved> saved = new ArrayList<>();
  int bestEpoch;
  long stepArticles;
  double stepSeconds;
  final List<String> problems = new ArrayList<>();
  private int problemCount;
  private @Nullable RunHistory before;

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

  /** A run begins; what the file told before is kept for the case that it is only resumed. */
  void begin(Instant time) {
    RunHistory earlier = new RunHistory(directory);
    earlier.losses = losses;
    earlier.epochs = epochs;
    earlier.saved = saved;
    earlier.bestEpoch = bestEpoch;
    earlier.stepArticles = stepArticles;
    earlier.stepSeconds = stepSeconds;
    before = earlier;
    started = time;
    status = TrackedRun.Status.UNFINISHED;
    stopReason = null;
    losses = new LossCurve();
    epochs = new ArrayList<>();
    saved = new ArrayList<>();
    bestEpoch = 0;
    stepArticles = 0;
    stepSeconds = 0;
  }

  /**
   * The run goes on in an epoch after a step; what was recorded of later steps no longer counts.
   */
  void resume(long epoch, long step) {
    if (before != null) {
      losses = before.losses;
      epochs = before.epochs;
      saved = before.saved;
      bestEpoch = before.bestEpoch;
      stepArticles = before.stepArticles;
      stepSeconds = before.stepSeconds;
      before = null;
    }
    losses.forgetAfter(step);
    epochs.removeIf(done -> done.number() >= epoch);
    saved.removeIf(model -> model.epoch() >= epoch);
    if (bestEpoch > epochs.size()) {
      bestEpoch = saved.isEmpty() ? 0 : saved.get(saved.size() - 1).epoch();
    }
  }

  void end(TrackedRun.Status how, String reason) {
    status = how;
    stopReason = reason;
  }

  /** The epoch that was saved last; if no line says so, the one with the highest micro-F1. */
  Optional<TrackedRun.Epoch> best() {
    Optional<TrackedRun.Epoch> saved =
        epochs.stream().filter(epoch -> epoch.number() == bestEpoch).findFirst();
    return saved.isPresent()
        ? saved
        : epochs.stream()
            .max(
                Comparator.comparingDouble(
                        (TrackedRun.Epoch epoch) -> epoch.metric(Metric.MICRO_F1).orElse(-1))
                    .thenComparing(epoch -> -epoch.number()));
  }

  /** The model that was saved last; empty if none was. */
  Optional<TrackedRun.Saved> lastSaved() {
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
