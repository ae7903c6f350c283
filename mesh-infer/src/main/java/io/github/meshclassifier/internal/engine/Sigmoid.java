package io.github.meshclassifier.internal.engine;

/** The logistic function, which makes an independent probability of each logit. */
public final class Sigmoid {
  private Sigmoid() {}

  /** Computes {@code 1 / (1 + exp(-x))} of each logit; returns a new array of numbers in [0, 1]. */
  public static float[] of(float[] logits) {
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return probabilities;
  }
}
