package io.github.meshclassifier.report;

import java.util.List;
import java.util.Objects;

/**
 * The figures of a model and its baselines on one set of articles.
 *
 * <p>Immutable and thread-safe.
 *
 * @param model the model that the report is about
 * @param baselines what it is compared with, in the order given
 * @param comparisons the model beside each of the baselines, in the same order
 */
public record Measurements(
    MeasuredModel model, List<MeasuredModel> baselines, List<BaselineComparison> comparisons) {

  /**
   * Copies the lists.
   *
   * @param model the model
   * @param baselines what it is compared with
   * @param comparisons one for each baseline
   */
  public Measurements {
    Objects.requireNonNull(model, "model");
    baselines = List.copyOf(baselines);
    comparisons = List.copyOf(comparisons);
  }
}
