package io.github.meshclassifier.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a training run saves its state, where, and how many states it keeps.
 *
 * <p>A checkpoint is a directory with everything that the rest of the run depends on: weights,
 * optimizer state, position in the schedule and in the data, what the epochs reached. It is written
 * beside, forced to the disk and moved into place as one; {@code checksums} in it holds the SHA-256
 * of its files, as {@code sha256sum -c checksums} reads it. Beyond the interval chosen here, there
 * is one after each epoch, and one when a run is interrupted. A checkpoint takes about three times
 * the disk space of the model's weights, four times with an average of weights.
 *
 * <pre>{@code
 * MeshTrainer.Builder trainer =
 *     MeshTrainer.builder(Backbone.BIOBERT)
 *         .checkpoints(Checkpoints.every(Duration.ofMinutes(30)).keep(3));
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class Checkpoints {
  /** So that one is left should the newest be damaged. */
  private static final int KEPT = 2;

  /** What a run has unless it is told otherwise. */
  static final Checkpoints DEFAULT = every(Duration.ofMinutes(10));

  private final @Nullable Duration interval;
  private final long steps;
  private final int kept;
  private final @Nullable Path directory;

  private Checkpoints(@Nullable Duration interval, long steps, int kept, @Nullable Path directory) {
    this.interval = interval;
    this.steps = steps;
    this.kept = kept;
    this.directory = directory;
  }

  /**
   * Returns checkpoints after so much time, at the end of the step that is running then.
   *
   * @param interval above 0
   * @return such checkpoints, of which the last two are kept
   * @throws IllegalArgumentException if it is not above 0
   */
  public static Checkpoints every(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be above 0, was " + interval);
    }
    return new Checkpoints(interval, 0, KEPT, null);
  }

  /**
   * Returns checkpoints after so many steps.
   *
   * @param steps at least 1
   * @return such checkpoints, of which the last two are kept
   * @throws IllegalArgumentException if it is below 1
   */
  public static Checkpoints every(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, was " + steps);
    }
    return new Checkpoints(null, steps, KEPT, null);
  }

  /**
   * Returns no checkpoints: a run that is cut off starts again from the beginning.
   *
   * @return none
   */
  public static Checkpoints none() {
    return new Checkpoints(null, 0, 0, null);
  }

  /**
   * Returns these checkpoints with another number of them kept, the newest.
   *
   * @param count at least 1
   * @return checkpoints
   * @throws IllegalArgumentException if it is below 1
   * @throws IllegalStateException if these are {@link #none}
   */
  public Checkpoints keep(int count) {
    requireSome();
    if (count < 1) {
      throw new IllegalArgumentException("keep must be at least 1, was " + count);
    }
    return new Checkpoints(interval, steps, count, directory);
  }

  /**
   * Returns these checkpoints in another directory. Default: beside the output directory, with
   * {@code .checkpoints} added to its name.
   *
   * @param place a directory of this run alone; it is created if need be, its parents too
   * @return checkpoints
   * @throws IllegalStateException if these are {@link #none}
   */
  public Checkpoints in(Path place) {
    requireSome();
    return new Checkpoints(interval, steps, kept, Objects.requireNonNull(place, "place"));
  }

  /** These checkpoints in a directory below the one that was named, if one was. */
  Checkpoints below(String name) {
    Path place = directory;
    return place == null ? this : new Checkpoints(interval, steps, kept, place.resolve(name));
  }

  private void requireSome() {
    if (isNone()) {
      throw new IllegalStateException("there are no checkpoints to keep; use Checkpoints.every");
    }
  }

  boolean isNone() {
    return kept == 0;
  }

  /** How many are kept. */
  int kept() {
    return kept;
  }

  /** Where they are, of a run whose output has this absolute path, without links and dots. */
  Path directory(Path output) {
    Path place = directory;
    if (place == null) {
      place = output.resolveSibling(output.getFileName() + ".checkpoints");
    }
    return place;
  }

  /** Tells whether one is due, so many steps and so much time after the last. */
  boolean isDue(long stepsSince, Duration timeSince) {
    return (steps > 0 && stepsSince >= steps)
        || (interval != null && timeSince.compareTo(interval) >= 0);
  }

  /** Returns interval, number kept, and directory. */
  @Override
  public String toString() {
    if (isNone()) {
      return "none";
    }
    return "every "
        + (interval != null ? interval : steps + " steps")
        + ", "
        + kept
        + " kept"
        + (directory != null ? " in " + directory : "");
  }
}
