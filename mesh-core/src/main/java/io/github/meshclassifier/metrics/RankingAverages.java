package io.github.meshclassifier.metrics;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A measure of rankings, averaged in four ways.
 *
 * <p>Immutable and thread-safe. Labels and articles for which the measure is undefined are left out
 * of the averages over labels and articles; an average is empty if none is left.
 *
 * @param macro the mean over the labels, in [0, 1]
 * @param micro the measure of all cells together, as if they were of one label, in [0, 1]
 * @param weighted the mean over the labels, each weighing as much as it has positives, in [0, 1]
 * @param samples the mean over the articles of the measure of the article's own scores, in [0, 1]
 */
public record RankingAverages(
    OptionalDouble macro, OptionalDouble micro, OptionalDouble weighted, OptionalDouble samples) {

  /**
   * Requires all to be non-null.
   *
   * @param macro the mean over the labels
   * @param micro the measure of all cells together
   * @param weighted the mean over the labels by their positives
   * @param samples the mean over the articles
   * @throws NullPointerException if one is null
   */
  public RankingAverages {
    Objects.requireNonNull(macro, "macro");
    Objects.requireNonNull(micro, "micro");
    Objects.requireNonNull(weighted, "weighted");
    Objects.requireNonNull(samples, "samples");
  }
}
