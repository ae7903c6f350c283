package io.github.meshclassifier.train;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.internal.family.WeightSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Folds a calibration into the last layer of a classification head: of the logit {@code w x + c} it
 * makes {@code a (w x + c) + b}, which is the same layer with {@code a w} and {@code a c + b}. So
 * whoever takes the sigmoid of the logits has calibrated probabilities, in any library.
 */
final class CalibratedHead {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final String layer;
  private final Calibration calibration;

  private CalibratedHead(String layer, Calibration calibration) {
    this.layer = layer;
    this.calibration = calibration;
  }

  /**
   * Finds the layer.
   *
   * @param specs all weights of a model in the order of the layers
   * @param calibration for as many labels as the model has outputs
   * @throws IllegalStateException if the head does not end with a linear layer of as many rows as
   *     there are labels, with a weight and then a bias
   */
  static CalibratedHead of(List<WeightSpec> specs, Calibration calibration) {
    WeightSpec weight = specs.get(Math.max(0, specs.size() - 2));
    WeightSpec bias = specs.get(specs.size() - 1);
    String layer = weight.name().substring(0, Math.max(0, weight.name().lastIndexOf('.')));
    long labels = calibration.labelCount();
    if (weight.part() != WeightSpec.Part.HEAD
        || !weight.name().equals(layer + WEIGHT)
        || weight.shape().size() != 2
        || weight.shape().get(0) != labels
        || !bias.name().equals(layer + BIAS)
        || !bias.shape().equals(List.of(labels))) {
      throw new IllegalStateException(
          "a head must end with the weight and the bias of a linear layer with "
              + labels
              + " outputs, ends with "
              + weight
              + " and "
              + bias);
    }
    return new CalibratedHead(layer, calibration);
  }

  /**
   * Returns what is written of a weight.
   *
   * @param name its name
   * @param values its values, row by row
   * @return the same buffer, or a new one if the weight is of the last layer and changes
   */
  FloatBuffer calibrated(String name, FloatBuffer values) {
    if (calibration.isIdentity() || !(name.equals(layer + WEIGHT) || name.equals(layer + BIAS))) {
      return values;
    }
    int rows = calibration.labelCount();
    int columns = values.remaining() / rows;
    FloatBuffer calibrated = FloatBuffer.allocate(values.remaining());
    for (int row = 0; row < rows; row++) {
      double slope = calibration.slopes().get(row);
      double intercept = name.equals(layer + BIAS) ? calibration.intercepts().get(row) : 0;
      for (int column = 0; column < columns; column++) {
        calibrated.put((float) (slope * values.get(row * columns + column) + intercept));
      }
    }
    return calibrated.flip();
  }
}
