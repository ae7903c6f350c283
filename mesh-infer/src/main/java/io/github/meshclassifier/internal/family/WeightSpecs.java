package io.github.meshclassifier.internal.family;

import static io.github.meshclassifier.internal.family.WeightSpec.Role.BIAS;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.NORM_SCALE;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.NORM_SHIFT;
import static io.github.meshclassifier.internal.family.WeightSpec.Role.WEIGHT;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists the weights of an architecture, layer by layer. Not thread-safe. */
final class WeightSpecs {
  private final List<WeightSpec> specs = new ArrayList<>();
  private Part part = Part.ENCODER;

  /** Says where the following weights belong. */
  WeightSpecs in(Part next) {
    part = next;
    return this;
  }

  /** An embedding table or a matrix without bias. */
  WeightSpecs matrix(String name, long... shape) {
    return add(name, WEIGHT, shape);
  }

  /** A bias that belongs to no linear layer. */
  WeightSpecs bias(String name, long... shape) {
    return add(name, BIAS, shape);
  }

  /** A linear layer: its matrix and its bias. */
  WeightSpecs linear(String name, long outputs, long inputs) {
    return add(name + ".weight", WEIGHT, outputs, inputs).add(name + ".bias", BIAS, outputs);
  }

  /** A layer normalization. */
  WeightSpecs norm(String name, long size) {
    return add(name + ".weight", NORM_SCALE, size).add(name + ".bias", NORM_SHIFT, size);
  }

  /** The embeddings of the encoder that BERT, RoBERTa and ELECTRA share, as encoder.py reads it. */
  WeightSpecs embeddings(String prefix, BackboneConfig config) {
    String name = prefix + "embeddings.";
    long width = config.embeddingSize();
    return matrix(name + "word_embeddings.weight", config.vocabularySize(), width)
        .matrix(name + "position_embeddings.weight", config.maxPositions(), width)
        .matrix(name + "token_type_embeddings.weight", config.tokenTypes(), width)
        .norm(name + "LayerNorm", width);
  }

  /** The layers of that encoder. */
  WeightSpecs layers(String prefix, BackboneConfig config) {
    long hidden = config.hiddenSize();
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = prefix + "encoder.layer." + layer + ".";
      linear(name + "attention.self.query", hidden, hidden);
      linear(name + "attention.self.key", hidden, hidden);
      linear(name + "attention.self.value", hidden, hidden);
      linear(name + "attention.output.dense", hidden, hidden);
      norm(name + "attention.output.LayerNorm", hidden);
      linear(name + "intermediate.dense", config.intermediateSize(), hidden);
      linear(name + "output.dense", hidden, config.intermediateSize());
      norm(name + "output.LayerNorm", hidden);
    }
    return this;
  }

  List<WeightSpec> list() {
    return List.copyOf(specs);
  }

  private WeightSpecs add(String name, WeightSpec.Role role, long... shape) {
    specs.add(new WeightSpec(name, Arrays.stream(shape).boxed().toList(), role, part));
    return this;
  }
}
