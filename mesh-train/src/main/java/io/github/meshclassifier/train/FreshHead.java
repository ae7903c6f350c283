package io.github.meshclassifier.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.engine.WeightLoader;
import io.github.meshclassifier.internal.family.WeightSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The weights of a pooler or classification head that a pretrained checkpoint does not have. */
final class FreshHead {
  private FreshHead() {}

  /**
   * Adds what is missing, as transformers starts it: matrices from a normal distribution, scales at
   * 1, biases at 0.
   */
  static Map<WeightSpec, PtNDArray> complete(
      WeightLoader.Loaded loaded,
      List<WeightSpec> specs,
      NDManager manager,
      double standardDeviation,
      Random random) {
    Map<WeightSpec, PtNDArray> weights = new LinkedHashMap<>();
    for (WeightSpec spec : specs) {
      PtNDArray array = loaded.arrays().get(spec.name());
      weights.put(spec, array != null ? array : fresh(spec, manager, standardDeviation, random));
    }
    return weights;
  }

  private static PtNDArray fresh(
      WeightSpec spec, NDManager manager, double standardDeviation, Random random) {
    long[] shape = spec.dimensions();
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (spec.role()) {
            case WEIGHT -> (float) (random.nextGaussian() * standardDeviation);
            case NORM_SCALE -> 1;
            case BIAS, NORM_SHIFT -> 0;
          };
    }
    try (PtNDArray borrowed = (PtNDArray) manager.create(values, new Shape(shape))) {
      return (PtNDArray) borrowed.duplicate();
    }
  }
}
