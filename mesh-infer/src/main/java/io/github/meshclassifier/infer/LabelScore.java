package io.github.meshclassifier.infer;

import io.github.meshclassifier.label.Label;
import java.io.Serializable;
import java.util.Objects;

/**
 * How probable a label is for a text.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java.
 *
 * @param label the label
 * @param probability the calibrated sigmoid of the label's logit, in [0, 1]; independent of the
 *     other labels
 * @param threshold what the probability has to exceed for the label to be predicted, in [0, 1]
 */
public record LabelScore(Label label, double probability, double threshold)
    implements Serializable {
  /**
   * Requires a label and numbers in range.
   *
   * @param label the label
   * @param probability in [0, 1]
   * @param threshold in [0, 1]
   * @throws IllegalArgumentException if a number is out of range
   */
  public LabelScore {
    Objects.requireNonNull(label, "label");
    if (!(probability >= 0 && probability <= 1 && threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "probability and threshold must be in [0, 1], were " + probability + ", " + threshold);
    }
  }

  /**
   * Returns whether the label is predicted.
   *
   * @return true if the probability is above the threshold
   */
  public boolean predicted() {
    return probability > threshold;
  }
}
