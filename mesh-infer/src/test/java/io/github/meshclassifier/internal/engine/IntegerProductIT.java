package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.model.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Products of 8-bit integers with a matrix that has a row of zeros, a constant row and two
 * outliers, one of them alone in its row. A number of a row is rounded by at most half of the
 * largest one's 127th part, from which follows how far each output may be from the product of
 * doubles.
 */
class IntegerProductIT {
  private static final float OUTLIER = 1e6f;

  private static final String PRODUCT =
      """
      class Product(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def packed(self: __torch__.Product, weights: Dict[str, Tensor]) -> Tensor:
          return weights["a.layer.0.weight.scale"]
        def forward(self: __torch__.Product, weights: Dict[str, Tensor], x: Tensor) -> Tensor:
          return __torch__.linear(weights, "a.layer.0", x)
      """;

  private static float[][] weights(int outputs, int inputs) {
    float[][] weights = random(outputs, inputs, 1);
    Arrays.fill(weights[1], 0);
    Arrays.fill(weights[2], 0.3f);
    weights[3][inputs - 1] = OUTLIER;
    Arrays.fill(weights[outputs - 1], 0);
    weights[outputs - 1][0] = -OUTLIER;
    return weights;
  }

  private static float[][] tokens(int inputs) {
    float[][] tokens = random(6, inputs, 2);
    Arrays.fill(tokens[0], 0);
    Arrays.fill(tokens[2], -2);
    Arrays.fill(tokens[3], 0);
    tokens[3][0] = 5;
    tokens[4][inputs - 1] = 1000;
    // A tenth of what an integer stands for: zero when rounded.
    Arrays.fill(tokens[5], -0.1f);
    tokens[5][0] = 127;
    return tokens;
  }

  private static float[][] random(int rows, int columns, int seed) {
    Random random = new Random(seed);
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"96, 64", "64, 96", "100, 60", "37, 19", "128, 192"})
  void linear_unevenMatrix_withinItsRounding(int outputs, int inputs) {
    if (!NativePrecision.has(Precision.INT8, Device.cpu())) {
      return;
    }
    float[][] weights = weights(outputs, inputs);
    float[][] tokens = tokens(inputs);
    float[] bias = random(1, outputs, 3)[0];
    float[] found = product(weights, bias, tokens);
    assertThat(found).hasSize(tokens.length * outputs);
    for (int token = 0; token < tokens.length; token++) {
      for (int output = 0; output < outputs; output++) {
        assertThat((double) found[token * outputs + output])
            .describedAs("token %d, output %d", token, output)
            .isFinite()
            .isCloseTo(
                bias[output] + sum(weights[output], tokens[token]),
                within(limit(weights[output], tokens[token])));
      }
      // Of what has no magnitude nothing is left but the bias.
      assertThat(found[token * outputs + 1]).isEqualTo(bias[1]);
    }
    assertThat(Arrays.copyOf(found, outputs)).containsExactly(bias);
  }

  private static float[] product(float[][] weights, float[] bias, float[][] tokens) {
    try (PtNDManager manager = (PtNDManager) PyTorch.engine().newBaseManager(Device.cpu());
        Program forward = compile(manager, "Product", Map.of("training", false), List.of(PRODUCT));
        IValue packed = pack(manager, weights, bias);
        IValue scales = forward.run("packed", packed);
        IValue x = IValue.from(tensor(manager, tokens, 1, tokens.length, tokens[0].length));
        IValue result = forward.run("forward", packed, x)) {
      // Only a matrix that stays packed has scales.
      assertThat(scales.toTensor(manager).toFloatArray()).hasSizeGreaterThanOrEqualTo(bias.length);
      return result.toTensor(manager).toFloatArray();
    }
  }

  private static Program compile(
      PtNDManager manager, String className, Map<String, ?> attributes, List<String> more) {
    List<String> texts = new ArrayList<>(LinearLayers.INT8.texts());
    texts.addAll(more);
    return Program.compile(manager, className, attributes, texts);
  }

  private static IValue pack(PtNDManager manager, float[][] weights, float[] bias) {
    Map<String, ?> attributes = Map.of("training", false, "compute", ModelFamily.FLOAT32);
    Map<String, PtNDArray> arrays =
        Map.of(
            "a.layer.0.weight",
            tensor(manager, weights, weights.length, weights[0].length),
            "a.layer.0.bias",
            tensor(manager, new float[][] {bias}, bias.length));
    try (Program packing = compile(manager, "Packing", attributes, List.of());
        IValue plain = IValue.stringMapFrom(arrays);
        IValue result = packing.run("pack", plain)) {
      IValue[] parts = result.toIValueTuple();
      try (IValue wrong = parts[1]) {
        assertThat(wrong.toIValueArray()).isEmpty();
      }
      return parts[0];
    }
  }

  private static PtNDArray tensor(PtNDManager manager, float[][] rows, long... shape) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
    }
    return (PtNDArray) manager.create(flat, new Shape(shape));
  }

  private static double sum(float[] weights, float[] tokens) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += (double) weights[i] * tokens[i];
    }
    return sum;
  }

  /** What rounding of both changes at most; the last two terms are that of float32. */
  private static double limit(float[] weights, float[] tokens) {
    double weightStep = largest(weights) / 127;
    double tokenStep = largest(tokens) / 127;
    double limit = 0;
    double size = 0;
    for (int i = 0; i < weights.length; i++) {
      limit +=
          Math.abs(weights[i]) * tokenStep / 2
              + Math.abs(tokens[i]) * weightStep / 2
              + weightStep * tokenStep / 4;
      size += Math.abs((double) weights[i] * tokens[i]);
    }
    return limit + 1e-5 * size + 1e-6;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
