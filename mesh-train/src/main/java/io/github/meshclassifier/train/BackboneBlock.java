package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.meshclassifier.internal.backbone.TrainingProgram;
import io.github.meshclassifier.internal.backbone.WeightSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backbone's program as a DJL block whose parameters are the checkpoint's weights. Not
 * thread-safe.
 */
final class BackboneBlock extends AbstractBlock {
  private static final byte VERSION = 1;

  private final TrainingProgram program;
  private final int labels;

  BackboneBlock(TrainingProgram program, Map<WeightSpec, ? extends NDArray> weights, int labels) {
    super(VERSION);
    this.program = program;
    this.labels = labels;
    weights.forEach(this::addWeight);
  }

  private void addWeight(WeightSpec spec, NDArray array) {
    Parameter parameter =
        addParameter(
            Parameter.builder()
                .setName(spec.name())
                .setType(spec.decays() ? Parameter.Type.WEIGHT : Parameter.Type.BIAS)
                .build());
    parameter.setArray(array);
    TrainingProgram.name(array, spec.name());
  }

  /**
   * Takes token ids and mask, both {@code [batch, tokens]}, and gives logits {@code [batch,
   * labels]}.
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    Device device = inputs.head().getDevice();
    List<NDArray> weights = new ArrayList<>(this.parameters.size());
    for (Parameter parameter : this.parameters.values()) {
      weights.add(store.getValue(parameter, device, training));
    }
    return new NDList(program.logits(inputs.get(0), inputs.get(1), weights));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), labels)};
  }

  @Override
  public DataType[] getOutputDataTypes() {
    return new DataType[] {DataType.FLOAT32};
  }
}
