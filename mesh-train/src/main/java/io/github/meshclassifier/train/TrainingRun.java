package io.github.meshclassifier.train;

import io.github.meshclassifier.metrics.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A finished run.
 *
 * <p>Immutable and thread-safe.
 *
 * @param directory the model directory that holds the best epoch's weights
 * @param history one result for each epoch, in order; not empty
 * @param bestEpoch the epoch whose weights were saved, counted from 1: the one with the highest
 *     validation micro-F1, the earliest of equals
 */
public record TrainingRun(Path directory, List<EpochResult> history, int bestEpoch) {
  /**
   * Copies the history.
   *
   * @param directory the model directory
   * @param history one result for each epoch
   * @param bestEpoch the epoch saved
   * @throws IllegalArgumentException if the best epoch is not in the history
   */
  public TrainingRun {
    Objects.requireNonNull(directory, "directory");
    history = List.copyOf(history);
    if (bestEpoch < 1 || bestEpoch > history.size()) {
      throw new IllegalArgumentException(
          "bestEpoch must be between 1 and " + history.size() + ", was " + bestEpoch);
    }
  }

  /**
   * Returns the result of the epoch that was saved.
   *
   * @return the best epoch's result
   */
  public EpochResult best() {
    return history.get(bestEpoch - 1);
  }

  /**
   * Returns the validation metrics of the model that was saved.
   *
   * @return the best epoch's evaluation
   */
  public Evaluation evaluation() {
    return best().evaluation();
  }
}
