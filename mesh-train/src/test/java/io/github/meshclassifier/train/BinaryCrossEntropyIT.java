package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.meshclassifier.internal.backbone.PyTorch;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BinaryCrossEntropyIT {
  private static final float[] EXTREMES = {
    0, -0f, 1e-30f, -1e-30f, 1, -1, 20, -20, 90, -90, 1e4f, -1e4f, 1e30f, -1e30f
  };

  private static double reference(double x, double y) {
    return Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Test
  void evaluate_valueAndGradient_asInFloat64() {
    Random random = new Random(1);
    float[] logits = new float[56];
    float[] targets = new float[56];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (random.nextGaussian() * 8);
      targets[i] = random.nextInt(2);
    }
    check(logits, targets, 1e-5);
  }

  @Test
  void evaluate_eachExtremeLogit_finite() {
    for (float logit : EXTREMES) {
      for (float target : new float[] {0, 1}) {
        check(new float[] {logit}, new float[] {target}, 1e-6);
      }
    }
  }

  private static void check(float[] logits, float[] targets, double tolerance) {
    Engine engine = PyTorch.engine();
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += reference(logits[i], targets[i]);
    }
    double expected = sum / logits.length;
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      NDArray x = manager.create(logits, new Shape(1, logits.length));
      x.setRequiresGradient(true);
      NDArray y = manager.create(targets, new Shape(1, logits.length));
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray loss = new BinaryCrossEntropy().evaluate(new NDList(y), new NDList(x));
        collector.backward(loss);
        assertThat((double) loss.getFloat())
            .isCloseTo(expected, within(tolerance * Math.max(1, expected)));
      }
      float[] gradient = x.getGradient().toFloatArray();
      for (int i = 0; i < logits.length; i++) {
        // At 0 the maximum and the absolute value have a kink each; any slope between is right.
        double slope = (1 / (1 + Math.exp(-(double) logits[i])) - targets[i]) / logits.length;
        assertThat((double) gradient[i])
            .describedAs("gradient at %s, target %s", logits[i], targets[i])
            .isCloseTo(slope, within(logits[i] == 0 ? 0.5 : 1e-6));
      }
    }
    assertThat(BinaryCrossEntropy.mean(logits, targets))
        .isCloseTo(expected, within(1e-12 * Math.max(1, expected)));
  }
}
