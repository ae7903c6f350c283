package io.github.meshclassifier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/**
 * Binary cross entropy on logits, the mean over articles and labels.
 *
 * <p>Per logit x and label y: {@code max(x, 0) - x y + log(1 + exp(-|x|))}, the form that neither
 * overflows nor loses small values.
 */
final class BinaryCrossEntropy extends Loss {
  BinaryCrossEntropy() {
    super("BinaryCrossEntropy");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray x = predictions.singletonOrThrow();
    NDArray y = labels.singletonOrThrow();
    NDArray tail = x.abs().neg().exp().add(1).log();
    return x.maximum(0).sub(x.mul(y)).add(tail).mean();
  }

  /** The same mean for one article, of logits that are in Java already. */
  static double mean(float[] logits, float[] targets) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double x = logits[i];
      sum += Math.max(x, 0) - x * targets[i] + Math.log1p(Math.exp(-Math.abs(x)));
    }
    return sum / logits.length;
  }
}
