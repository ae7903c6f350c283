package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.program.ProgramModule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The one formula that every {@link TrainingLoss} is a case of, with label smoothing: for the
 * program as attributes of {@code loss.py}, and in double arithmetic for logits that are in Java
 * already. Immutable and thread-safe.
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never handed on, never compared
record LogitLoss(
    double positiveGamma,
    double negativeGamma,
    double margin,
    double smoothing,
    double[] positiveWeights) {

  /**
   * Takes an objective apart.
   *
   * @param labels the number of labels
   * @throws IllegalArgumentException if there are positive weights, but not one for each label
   */
  static LogitLoss of(Objective objective, int labels) {
    TrainingLoss loss = objective.loss();
    double smoothing = objective.labelSmoothing();
    if (loss instanceof TrainingLoss.Focal focal) {
      return new LogitLoss(focal.gamma(), focal.gamma(), 0, smoothing, ones(labels));
    } else if (loss instanceof TrainingLoss.Asymmetric asymmetric) {
      return new LogitLoss(
          asymmetric.positiveGamma(),
          asymmetric.negativeGamma(),
          asymmetric.margin(),
          smoothing,
          ones(labels));
    }
    List<Double> weights = ((TrainingLoss.BinaryCrossEntropy) loss).positiveWeights();
    if (weights.isEmpty()) {
      return new LogitLoss(0, 0, 0, smoothing, ones(labels));
    } else if (weights.size() != labels) {
      throw new IllegalArgumentException(
          "positiveWeights must be one for each of the "
              + labels
              + " labels, or none, were "
              + weights.size());
    }
    return new LogitLoss(
        0, 0, 0, smoothing, weights.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double[] ones(int labels) {
    double[] ones = new double[labels];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** The module of {@code loss.py}, whose method takes {@link #positiveWeights} as a tensor. */
  ProgramModule module() {
    return new ProgramModule(
        "Loss",
        Map.of(
            "training", false,
            "positive_gamma", positiveGamma,
            "negative_gamma", negativeGamma,
            "margin", margin,
            "smoothing", smoothing));
  }

  /**
   * Returns the loss of one article, the mean over its labels.
   *
   * @param logits one for each label
   * @param targets 1 or 0 for each label, before smoothing
   */
  double mean(float[] logits, float[] targets) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double expected = targets[i] * (1 - smoothing) + smoothing / 2;
      sum += expected * positive(logits[i], positiveWeights[i]);
      sum += (1 - expected) * negative(logits[i]);
    }
    return sum / logits.length;
  }

  private double positive(double logit, double weight) {
    return -weight * Math.exp(positiveGamma * logScore(-logit)) * logScore(logit);
  }

  private double negative(double logit) {
    if (margin == 0) {
      return -Math.exp(negativeGamma * logScore(logit)) * logScore(-logit);
    }
    double shifted = Math.max(Math.exp(logScore(logit)) - margin, 0);
    double rest = Math.min(Math.exp(logScore(-logit)) + margin, 1);
    return -Math.pow(shifted, negativeGamma) * Math.log(rest);
  }

  /** The logarithm of 1 / (1 + exp(-x)), which neither overflows nor loses small values. */
  private static double logScore(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }
}
