package io.github.meshclassifier.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.engine.NativeValues;
import io.github.meshclassifier.internal.family.WeightSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a step changes: the trained weights, both running moments of their gradients,
 * their moving average if there is one, and the number of updates. Not thread-safe.
 */
final class OptimizerState {
  private final Map<WeightSpec, PtNDArray> weights;
  private final Map<WeightSpec, PtNDArray> mean;
  private final Map<WeightSpec, PtNDArray> square;
  private final Map<WeightSpec, PtNDArray> average;
  private final PtNDArray count;
  private final Values values;

  private OptimizerState(
      NDManager manager,
      NativeValues values,
      Map<WeightSpec, PtNDArray> trained,
      boolean averaged) {
    this.weights = trained;
    this.mean = zeros(manager, trained);
    this.square = zeros(manager, trained);
    this.average = new LinkedHashMap<>();
    if (averaged) {
      trained.forEach((spec, array) -> average.put(spec, (PtNDArray) array.duplicate()));
    }
    // The fused kernel wants a float, which counts to 16 million.
    this.count = (PtNDArray) manager.zeros(new Shape());
    this.values =
        new Values(
            values.own(list(weights.values())),
            values.own(list(mean.values())),
            values.own(list(square.values())),
            values.own(list(average.values())),
            values.own(IValue.from(count)));
  }

  /**
   * Starts with moments of 0, and an average that is the weights.
   *
   * @param manager owns the arrays
   * @param values owns the lists of them
   * @param weights all weights of the model
   * @param trained those that steps change, in the order of the optimizer's groups
   * @param averaged whether to keep an average
   */
  static OptimizerState of(
      NDManager manager,
      NativeValues values,
      Map<WeightSpec, PtNDArray> weights,
      List<WeightSpec> trained,
      boolean averaged) {
    Map<WeightSpec, PtNDArray> selected = new LinkedHashMap<>();
    trained.forEach(spec -> selected.put(spec, weights.get(spec)));
    return new OptimizerState(manager, values, selected, averaged);
  }

  private static Map<WeightSpec, PtNDArray> zeros(
      NDManager manager, Map<WeightSpec, PtNDArray> like) {
    Map<WeightSpec, PtNDArray> zeros = new LinkedHashMap<>();
    like.forEach(
        (spec, array) ->
            zeros.put(spec, (PtNDArray) manager.zeros(array.getShape(), DataType.FLOAT32)));
    return zeros;
  }

  private static IValue list(Collection<PtNDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }

  /**
   * The state as the program of steps takes it.
   *
   * @param trained the trained weights, group by group
   * @param mean the running means of the gradients of these
   * @param square the running means of the squares of these gradients
   * @param average the moving averages of these weights, or an empty list
   * @param count the number of updates so far
   */
  record Values(IValue trained, IValue mean, IValue square, IValue average, IValue count) {}

  Values values() {
    return values;
  }

  /** The moving averages by weight, empty if there are none. */
  Map<WeightSpec, PtNDArray> averages() {
    return average;
  }

  /** Every array by the name under which it is written. */
  Map<String, PtNDArray> arrays() {
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    weights.forEach((spec, array) -> arrays.put("weight/" + spec.name(), array));
    mean.forEach((spec, array) -> arrays.put("mean/" + spec.name(), array));
    square.forEach((spec, array) -> arrays.put("square/" + spec.name(), array));
    average.forEach((spec, array) -> arrays.put("average/" + spec.name(), array));
    arrays.put("updates", count);
    return arrays;
  }
}
