package io.github.meshclassifier.tracking;

import io.github.meshclassifier.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * A run as {@link RunTracker} kept it, finished or not.
 *
 * <p>Immutable and thread-safe.
 */
public final class TrackedRun {
  /** How far a run came. */
  public enum Status {
    /** It reached its end. */
    FINISHED,
    /** It ended before its time, with an exception. */
    STOPPED,
    /** It is going on, or its process ended without recording why. */
    UNFINISHED
  }

  /**
   * What one epoch reached, before calibration and at a threshold of 0.5: an epoch is calibrated
   * when its model is saved, and {@link Saved} says what that reaches.
   *
   * @param number the epoch, counted from 1
   * @param step the optimizer steps that were done by then, over all epochs
   * @param trainingLoss the mean loss over the articles of the epoch
   * @param validationLoss the mean loss over the validation articles
   * @param metrics the validation metrics by {@link Metric#id()}, in the order of the file
   * @param labelF1 the validation F1 of each label by its id, in the order of the model's outputs
   * @param duration the time of the epoch, validation included
   */
  public record Epoch(
      int number,
      long step,
      double trainingLoss,
      double validationLoss,
      Map<String, Double> metrics,
      Map<String, Double> labelF1,
      Duration duration) {
    /**
     * Copies the maps.
     *
     * @param number the epoch
     * @param step the steps done by then
     * @param trainingLoss the mean loss in training
     * @param validationLoss the mean loss in validation
     * @param metrics the metrics by id
     * @param labelF1 the F1 of each label by id
     * @param duration the time taken
     */
    public Epoch {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      labelF1 = Collections.unmodifiableMap(new LinkedHashMap<>(labelF1));
    }

    /**
     * Returns a validation metric.
     *
     * @param metric which
     * @return its value; empty if the file has none
     */
    public OptionalDouble metric(Metric metric) {
      Double value = metrics.get(metric.id());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /**
   * What a saved model reaches on the validation articles, with its own scores and the thresholds
   * of its default profile.
   *
   * @param epoch the epoch it comes from, counted from 1
   * @param profile the id of the profile that decides, such as {@code half}
   * @param metrics the validation metrics by {@link Metric#id()}, in the order of the file
   * @param labelF1 the validation F1 of each label by its id, in the order of the model's outputs
   * @param learnedNothing whether {@link io.github.meshclassifier.train.SavedModel#learnedNothing}
   *     said so
   */
  public record Saved(
      int epoch,
      String profile,
      Map<String, Double> metrics,
      Map<String, Double> labelF1,
      boolean learnedNothing) {
    /**
     * Copies the maps.
     *
     * @param epoch the epoch
     * @param profile the profile that decides
     * @param metrics the metrics by id
     * @param labelF1 the F1 of each label by id
     * @param learnedNothing whether it learned nothing
     */
    public Saved {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      labelF1 = Collections.unmodifiableMap(new LinkedHashMap<>(labelF1));
    }

    /**
     * Returns a validation metric.
     *
     * @param metric which
     * @return its value; empty if the file has none
     */
    public OptionalDouble metric(Metric metric) {
      Double value = metrics.get(metric.id());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /**
   * A stretch of optimizer steps.
   *
   * @param step the last of them, over all epochs, counted from 1
   * @param loss the mean of their losses
   */
  public record Loss(long step, double loss) {}

  private final RunHistory history;

  TrackedRun(RunHistory history) {
    this.history = history;
  }

  /**
   * Reads {@code events.jsonl} of a run. Lines that are cut off or no event are left out, and told
   * of by {@link #problems}. Of a name that was used for several runs, the last one is read.
   *
   * @param directory the directory of the run
   * @return the run as far as it is written
   * @throws IOException if there is no such file or it cannot be read, it is no file of {@link
   *     RunTracker}, or it is of a newer version
   */
  public static TrackedRun read(Path directory) throws IOException {
    return new TrackedRun(EventLines.read(directory));
  }

  /**
   * Returns the name of the run.
   *
   * @return the name it was tracked under
   */
  public String name() {
    return history.name;
  }

  /**
   * Returns where the run is kept.
   *
   * @return the directory that was read
   */
  public Path directory() {
    return history.directory;
  }

  /**
   * Returns how far the run came.
   *
   * @return the status when the file was read
   */
  public Status status() {
    return history.status;
  }

  /**
   * Returns why the run ended, in the words of {@link io.github.meshclassifier.train.StopReason}.
   *
   * @return such as {@code completed} or {@code diverged}; empty if it is unfinished
   */
  public Optional<String> stopReason() {
    return Optional.ofNullable(history.stopReason);
  }

  /**
   * Returns when the run began, or was resumed last.
   *
   * @return the time; empty if it has not begun
   */
  public Optional<Instant> started() {
    return Optional.ofNullable(history.started);
  }

  /**
   * Returns what runs differ by: every setting of the trainer, {@code base_model}, {@code
   * training_articles} and {@code validation_articles}.
   *
   * @return unmodifiable, by name; empty if the run has not begun
   */
  public SortedMap<String, String> settings() {
    return history.settings;
  }

  /**
   * Returns a digest of the articles that the run was validated on. Metrics of runs with different
   * ones do not compare.
   *
   * @return SHA-256 in hexadecimal; empty if the run has not begun
   */
  public String validationSha256() {
    return history.validationSha256;
  }

  /**
   * Returns the training loss over the steps. Many steps are joined, so that there are at most 256
   * values.
   *
   * @return unmodifiable, in the order of the steps
   */
  public List<Loss> losses() {
    return history.losses.points();
  }

  /**
   * Returns the epochs that are done.
   *
   * @return unmodifiable, in order
   */
  public List<Epoch> epochs() {
    return Collections.unmodifiableList(history.epochs);
  }

  /**
   * Returns the epoch whose model was saved last, the best one, as it was before calibration.
   *
   * @return the epoch; empty if none is done
   */
  public Optional<Epoch> best() {
    return history.best();
  }

  /**
   * Returns what the model that was saved last reaches as it was saved.
   *
   * @return the figures; empty if no model was saved, or the file does not tell them
   */
  public Optional<Saved> saved() {
    return history.lastSaved();
  }

  /**
   * Returns the time of all epochs that are done, validation included.
   *
   * @return zero or more
   */
  public Duration duration() {
    return history.epochs.stream().map(Epoch::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Returns how fast the run learned, without validation.
   *
   * @return training articles by the time of their steps; empty if no step is done
   */
  public OptionalDouble articlesPerSecond() {
    return history.stepSeconds > 0
        ? OptionalDouble.of(history.stepArticles / history.stepSeconds)
        : OptionalDouble.empty();
  }

  /**
   * Returns which lines of the file could not be used, and why.
   *
   * @return unmodifiable, a sentence for each of the first ten, and how many more there are
   */
  public List<String> problems() {
    return Collections.unmodifiableList(history.problems);
  }

  /** Returns name, status and epochs. */
  @Override
  public String toString() {
    return "TrackedRun[" + name() + ", " + status() + ", epochs " + epochs().size() + "]";
  }
}
