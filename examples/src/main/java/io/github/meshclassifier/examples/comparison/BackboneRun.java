package io.github.meshclassifier.examples.comparison;

import io.github.meshclassifier.train.EpochResult;
import io.github.meshclassifier.train.TrainingRun;
import java.time.Duration;
import java.util.Objects;

/**
 * A backbone and how its fine-tuning went.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name what the backbone is called, different from the other runs' names
 * @param run the run
 * @param trainingArticles how many articles it learned from, at least 1
 */
public record BackboneRun(String name, TrainingRun run, int trainingArticles) {
  /**
   * Requires a name, a run and articles.
   *
   * @param name what the backbone is called
   * @param run the run
   * @param trainingArticles how many articles it learned from
   * @throws IllegalArgumentException if the name is blank or there is no article
   */
  public BackboneRun {
    Objects.requireNonNull(run, "run");
    if (name.isBlank() || trainingArticles < 1) {
      throw new IllegalArgumentException(
          "a run needs a name and articles, was '" + name + "', " + trainingArticles);
    }
  }

  /** Returns the time of all epochs, validation included. */
  Duration time() {
    return run.history().stream().map(EpochResult::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns the training articles of all epochs by the time of all epochs. */
  double articlesPerSecond() {
    double seconds = Math.max(time().toNanos(), 1) / 1e9;
    return (double) trainingArticles * run.history().size() / seconds;
  }
}
