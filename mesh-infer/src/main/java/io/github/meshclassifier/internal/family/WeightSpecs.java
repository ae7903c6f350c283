package io.github.meshclassifier.internal.family;

import static io.github.meshclassifier.internal.family.WeightSpec.Role.BIAS;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.NORM_SCALE;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.NORM_SHIFT;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.WEIGHT;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists the weights of a family, layer by layer. Not thread-safe. */
public final class WeightSpecs {
  private final List<WeightSpec> specs = new ArrayList<>();
  private Part part = Part.ENCODER;
  private int height;

  /** Says that the following weights belong to a part on top of the encoder. */
  public WeightSpecs in(Part next) {
    part = next;
    return at(WeightSpec.TOP);
  }

  /** Says that the following weights belong to a layer, counted from 0. */
  public WeightSpecs layer(int layer) {
    return at(layer + 1);
  }

  /** Says that the following weights of the encoder are on top of its layers. */
  public WeightSpecs top() {
    return at(WeightSpec.TOP);
  }

  private WeightSpecs at(int next) {
    height = next;
    return this;
  }

  public WeightSpecs matrix(String name, long... shape) {
    return add(name, WEIGHT, shape);
  }

  public WeightSpecs bias(String name, long... shape) {
    return add(name, BIAS, shape);
  }

  public WeightSpecs linear(String name, long outputs, long inputs) {
    return add(name + ".weight", WEIGHT, outputs, inputs).add(name + ".bias", BIAS, outputs);
  }

  public WeightSpecs linear(String name, long outputs, long inputs, boolean biased) {
    return biased ? linear(name, outputs, inputs) : matrix(name + ".weight", outputs, inputs);
  }

  public WeightSpecs norm(String name, long size, boolean biased) {
    return biased ? norm(name, size) : add(name + ".weight", NORM_SCALE, size);
  }

  public WeightSpecs norm(String name, long size) {
    return add(name + ".weight", NORM_SCALE, size).add(name + ".bias", NORM_SHIFT, size);
  }

  public List<WeightSpec> list() {
    return List.copyOf(specs);
  }

  private WeightSpecs add(String name, WeightSpec.Role role, long... shape) {
    specs.add(new WeightSpec(name, Arrays.stream(shape).boxed().toList(), role, part, height));
    return this;
  }
}
