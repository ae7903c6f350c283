package io.github.meshclassifier.internal.family;

import java.util.Map;

/**
 * Dropout rates of a backbone in training.
 *
 * @param hidden after the embeddings and after each sublayer, in [0, 1)
 * @param attention on the attention weights, in [0, 1); above 0 it keeps CPUs off the fused
 *     attention kernel
 * @param classifier before the classification head, in [0, 1)
 */
public record Dropout(double hidden, double attention, double classifier) {
  /** No dropout, as in inference. */
  public static final Dropout NONE = new Dropout(0, 0, 0);

  public Dropout {
    check("hidden", hidden);
    check("attention", attention);
    check("classifier", classifier);
  }

  private static void check(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          name + " dropout must be at least 0 and below 1, was " + rate);
    }
  }

  public Map<String, Object> attributes() {
    return Map.of(
        "hidden_dropout", hidden, "attention_dropout", attention, "classifier_dropout", classifier);
  }
}
