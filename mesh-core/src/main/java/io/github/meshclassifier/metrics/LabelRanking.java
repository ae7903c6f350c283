package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How well the scores of one label put the articles that have it before those that have not.
 *
 * <p>Immutable and thread-safe.
 *
 * @param label the id of the label, such as the root letter {@code "C"}
 * @param positives the articles that have the label, 0 or more
 * @param negatives the articles that have it not, 0 or more; ignored cells are in neither number
 * @param auroc the area under the receiver operating characteristic, in [0, 1], 0.5 for chance;
 *     empty unless there are both positives and negatives
 * @param averagePrecision the average precision, in [0, 1], the prevalence of the label for equal
 *     scores; empty if there is no positive, and 1 if there is no negative
 */
public record LabelRanking(
    String label,
    long positives,
    long negatives,
    OptionalDouble auroc,
    OptionalDouble averagePrecision) {

  /**
   * Requires counts that are not negative and values that are there exactly where they are defined.
   *
   * @param label the id of the label
   * @param positives the articles that have the label, 0 or more
   * @param negatives the articles that have it not, 0 or more
   * @param auroc the area under the receiver operating characteristic, if defined
   * @param averagePrecision the average precision, if defined
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a count is negative, a value is outside [0, 1], or it is
   *     empty where the counts define it or the other way round
   */
  public LabelRanking {
    Objects.requireNonNull(label, "label");
    if (positives < 0 || negatives < 0) {
      throw new IllegalArgumentException(
          "counts of label "
              + Printable.quote(label)
              + " must be 0 or more, were "
              + positives
              + " positives, "
              + negatives
              + " negatives");
    }
    check("AUROC", label, auroc, positives > 0 && negatives > 0);
    check("average precision", label, averagePrecision, positives > 0);
  }

  private static void check(String name, String label, OptionalDouble value, boolean defined) {
    boolean valid = value.isEmpty() || (value.getAsDouble() >= 0 && value.getAsDouble() <= 1);
    if (value.isPresent() != defined || !valid) {
      throw new IllegalArgumentException(
          name
              + " of label "
              + Printable.quote(label)
              + " must be "
              + (defined ? "in [0, 1]" : "empty where it is undefined")
              + ", was "
              + (value.isPresent() ? String.valueOf(value.getAsDouble()) : "empty"));
    }
  }
}
