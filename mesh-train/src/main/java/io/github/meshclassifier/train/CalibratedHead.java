package io.github.meshclassifier.train;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.internal.family.WeightSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Folds a coupling of labels and a calibration into the last layer of a classification head. Of the
 * logits {@code W x + c}, the coupling makes {@code M (W x + c) + d}, which is the same layer with
 * {@code M W} and {@code M c + d}; slopes and intercepts of the calibration do the same to each
 * row. So whoever takes the sigmoid of the logits has calibrated probabilities, in any library.
 */
final class CalibratedHead {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final String layer;
  private final LabelCoupling coupling;
  private final Calibration calibration;

  private CalibratedHead(String layer, LabelCoupling coupling, Calibration calibration) {
    this.layer = layer;
    this.coupling = coupling;
    this.calibration = calibration;
  }

  /**
   * Finds the layer.
   *
   * @param specs all weights of a model in the order of the layers
   * @param coupling for as many labels as the model has outputs
   * @param calibration for the same labels
   * @throws IllegalStateException if the head does not end with a linear layer of as many rows as
   *     there are labels, with a weight and then a bias
   */
  static CalibratedHead of(
      List<WeightSpec> specs, LabelCoupling coupling, Calibration calibration) {
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
    return new CalibratedHead(layer, coupling, calibration);
  }

  /**
   * Returns what is written of a weight.
   *
   * @param name its name
   * @param values its values, row by row
   * @return the same buffer, or a new one if the weight is of the last layer and changes
   */
  FloatBuffer calibrated(String name, FloatBuffer values) {
    boolean changes = !coupling.isIdentity() || !calibration.isIdentity();
    if (!changes || !(name.equals(layer + WEIGHT) || name.equals(layer + BIAS))) {
      return values;
    }
    boolean bias = name.equals(layer + BIAS);
    int rows = calibration.labelCount();
    int columns = values.remaining() / rows;
    FloatBuffer calibrated = FloatBuffer.allocate(values.remaining());
    for (int row = 0; row < rows; row++) {
      double slope = calibration.slopes().get(row);
      double intercept = calibration.intercepts().get(row);
      for (int column = 0; column < columns; column++) {
        double sum = bias ? coupling.intercept(row) : 0;
        for (int other = 0; other < rows; other++) {
          sum += coupling.weight(row, other) * values.get(other * columns + column);
        }
        calibrated.put((float) (slope * sum + (bias ? intercept : 0)));
      }
    }
    return calibrated.flip();
  }
}
