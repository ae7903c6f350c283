package io.github.meshclassifier.tracking;

import io.github.meshclassifier.metrics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
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

  /** What was reached on the validation articles. */
  public interface Measured {
    /** {@return the metrics by {@link Metric#id()}, in the order of the file, unmodifiable} */
    Map<String, Double> metrics();

    /**
     * {@return the F1 of each label by its id, in the order of the model's outputs, unmodifiable}
     */
    Map<String, Double> labelF1();

    /**
     * Returns a metric.
     *
     * @param metric which
     * @return its value; empty if the file has none
     */
    default OptionalDouble metric(Metric metric) {
      Double value = metrics().get(metric.id());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /**
   * What one epoch reached, before calibration and at a threshold of 0.5: an epoch is calibrated
   * when its model is saved, and {@link Saved} says what that reaches. Later versions may add
   * methods.
   */
  public interface Epoch extends Measured {
    /** {@return the number of the epoch, counted from 1} */
    int number();

    /** {@return the optimizer steps that were done by then, over all epochs} */
    long step();

    /** {@return the mean loss over the articles of the epoch} */
    double trainingLoss();

    /** {@return the mean loss over the validation articles} */
    double validationLoss();

    /** {@return the time of the epoch, validation included} */
    Duration duration();
  }

  /**
   * What a saved model reaches on the validation articles, with its own scores and the thresholds
   * of its default profile. Later versions may add methods.
   */
  public interface Saved extends Measured {
    /** {@return the epoch it comes from, counted from 1} */
    int epoch();

    /** {@return the id of the profile that decides, such as {@code half}} */
    String profile();

    /** {@return what {@link io.github.meshclassifier.run.SavedModel#learnedNothing} said} */
    boolean learnedNothing();
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
   * Reads {@code events.jsonl} of a run. Lines that are cut off or no event are left out, and
   * listed by {@link #problems}. Of a name that was used for several runs, the last one is read.
   *
   * @param directory the directory of the run
   * @return the run as far as it is written
   * @throws IOException if there is no such file or it cannot be read, it is no file of {@link
   *     RunTracker}, or it is of a newer version
   */
  public static TrackedRun read(Path directory) throws IOException {
    return new TrackedRun(EventLines.read(directory));
  }

  /** {@return the name that the run was tracked under} */
  public String name() {
    return history.name;
  }

  /** {@return the directory that was read} */
  public Path directory() {
    return history.directory;
  }

  /** {@return how far the run had come when the file was read} */
  public Status status() {
    return history.status;
  }

  /**
   * Returns why the run ended, in the words of {@link
   * io.github.meshclassifier.run.TrainingRun.StopReason}.
   *
   * @return such as {@code completed} or {@code diverged}; empty if it is unfinished
   */
  public Optional<String> stopReason() {
    return Optional.ofNullable(history.stopReason);
  }

  /** {@return when the run began, or was resumed last; empty if it has not begun} */
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
    return history.progress.losses.points();
  }

  /** {@return the epochs that are done, in order, unmodifiable} */
  public List<Epoch> epochs() {
    return Collections.unmodifiableList(history.progress.epochs);
  }

  /**
   * {@return the epoch whose model was saved last, the best one, as it was before calibration;
   * empty if none is done}
   */
  public Optional<Epoch> best() {
    return history.best();
  }

  /**
   * {@return what the model that was saved last reaches as it was saved; empty if no model was
   * saved, or the file does not tell it}
   */
  public Optional<Saved> saved() {
    return history.lastSaved();
  }

  /** {@return the time of all epochs that are done, validation included} */
  public Duration duration() {
    return history.progress.epochs.stream()
        .map(Epoch::duration)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * {@return the training articles a second in steps, without validation; empty if no step is done}
   */
  public OptionalDouble articlesPerSecond() {
    return history.progress.stepSeconds > 0
        ? OptionalDouble.of(history.progress.stepArticles / history.progress.stepSeconds)
        : OptionalDouble.empty();
  }

  /**
   * {@return which lines of the file could not be used, and why: a sentence for each of the first
   * ten, and how many more there are; unmodifiable}
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
