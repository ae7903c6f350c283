package io.github.meshclassifier.train;

import java.util.List;

/**
 * What training minimizes: a loss per label on its logit, the mean over articles and labels.
 *
 * <p>x is a logit, y in {0, 1} whether the article has the label, and p = 1 / (1 + exp(-x)) the
 * score. With label smoothing s, y is replaced by y (1 - s) + s / 2. All losses are computed from
 * log(p) and log(1 - p), which no logit makes overflow.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface TrainingLoss {
  /**
   * Returns the default: binary cross-entropy without weights.
   *
   * @return {@code -y log(p) - (1 - y) log(1 - p)}
   */
  static TrainingLoss binaryCrossEntropy() {
    return new BinaryCrossEntropy(List.of());
  }

  /**
   * Binary cross-entropy, {@code -w y log(p) - (1 - y) log(1 - p)}.
   *
   * @param positiveWeights w of each label, above 0, in the order of the scheme; empty for 1
   */
  record BinaryCrossEntropy(List<Double> positiveWeights) implements TrainingLoss {
    /**
     * Copies and checks.
     *
     * @param positiveWeights the weights
     * @throws IllegalArgumentException if a weight is not above 0 or not finite
     */
    public BinaryCrossEntropy {
      positiveWeights = List.copyOf(positiveWeights);
      for (double weight : positiveWeights) {
        if (!(weight > 0 && Double.isFinite(weight))) {
          throw new IllegalArgumentException(
              "positiveWeights must be above 0 and finite, was " + weight);
        }
      }
    }
  }

  /**
   * Focal loss, {@code -y (1 - p)^gamma log(p) - (1 - y) p^gamma log(1 - p)} (Lin et al. 2017,
   * arXiv:1708.02002), which weighs down what is easy.
   *
   * @param gamma the exponent, at least 0; 0 is binary cross-entropy, 2 is usual
   */
  record Focal(double gamma) implements TrainingLoss {
    /**
     * Checks.
     *
     * @param gamma the exponent
     * @throws IllegalArgumentException if it is below 0 or not finite
     */
    public Focal {
      if (!(gamma >= 0 && Double.isFinite(gamma))) {
        throw new IllegalArgumentException("gamma must be at least 0 and finite, was " + gamma);
      }
    }
  }

  /**
   * Asymmetric loss, {@code -y (1 - p)^positiveGamma log(p) - (1 - y) q^negativeGamma log(1 - q)}
   * with {@code q = max(p - margin, 0)} (Ridnik et al. 2021, arXiv:2009.14119), which weighs down
   * easy negatives more than positives.
   *
   * @param positiveGamma the exponent of labels that an article has, at least 0; 1 is usual
   * @param negativeGamma the exponent of labels that it does not have, at least 0; 4 is usual
   * @param margin what is taken off the score of a negative, in [0, 1); 0.05 is usual
   */
  record Asymmetric(double positiveGamma, double negativeGamma, double margin)
      implements TrainingLoss {
    /**
     * Checks.
     *
     * @param positiveGamma the exponent of positives
     * @param negativeGamma the exponent of negatives
     * @param margin the margin
     * @throws IllegalArgumentException if an exponent is below 0 or not finite, or the margin is
     *     outside [0, 1)
     */
    public Asymmetric {
      if (!(positiveGamma >= 0 && negativeGamma >= 0)
          || !Double.isFinite(positiveGamma + negativeGamma)) {
        throw new IllegalArgumentException(
            "the exponents must be at least 0 and finite, were "
                + positiveGamma
                + " and "
                + negativeGamma);
      }
      if (!(margin >= 0 && margin < 1)) {
        throw new IllegalArgumentException("margin must be in [0, 1), was " + margin);
      }
    }
  }
}
