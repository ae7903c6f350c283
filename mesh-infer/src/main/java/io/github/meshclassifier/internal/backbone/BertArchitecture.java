package io.github.meshclassifier.internal.backbone;

import static io.github.meshclassifier.internal.backbone.WeightSpec.Role.BIAS;
import static io.github.meshclassifier.internal.backbone.WeightSpec.Role.NORM_SCALE;
import static io.github.meshclassifier.internal.backbone.WeightSpec.Role.NORM_SHIFT;
import static io.github.meshclassifier.internal.backbone.WeightSpec.Role.WEIGHT;

import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** BERT, and BioBERT, which differs in its vocabulary alone. */
final class BertArchitecture implements Architecture {
  @Override
  public String modelType() {
    return "bert";
  }

  @Override
  public String classifierClass() {
    return "BertForSequenceClassification";
  }

  @Override
  public String prefix() {
    return "bert.";
  }

  @Override
  public String source() {
    return "bert.py";
  }

  @Override
  public String className() {
    return "Bert";
  }

  @Override
  public Map<String, Object> attributes(BackboneConfig config) {
    return Map.of(
        "layers", config.layers(), "heads", config.heads(), "epsilon", config.layerNormEpsilon());
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    Tensors tensors = new Tensors();
    String embeddings = "bert.embeddings.";
    tensors.table(embeddings + "word_embeddings.weight", config.vocabularySize(), hidden);
    tensors.table(embeddings + "position_embeddings.weight", config.maxPositions(), hidden);
    tensors.table(embeddings + "token_type_embeddings.weight", config.tokenTypes(), hidden);
    tensors.norm(embeddings + "LayerNorm", hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "bert.encoder.layer." + layer + ".";
      for (String projection : List.of("query", "key", "value")) {
        tensors.linear(name + "attention.self." + projection, hidden, hidden, false);
      }
      tensors.linear(name + "attention.output.dense", hidden, hidden, false);
      tensors.norm(name + "attention.output.LayerNorm", hidden);
      tensors.linear(name + "intermediate.dense", config.intermediateSize(), hidden, false);
      tensors.linear(name + "output.dense", hidden, config.intermediateSize(), false);
      tensors.norm(name + "output.LayerNorm", hidden);
    }
    tensors.linear("bert.pooler.dense", hidden, hidden, true);
    tensors.linear("classifier", labels, hidden, true);
    return List.copyOf(tensors.specs);
  }

  private static final class Tensors {
    private final List<WeightSpec> specs = new ArrayList<>();

    void table(String name, long rows, long columns) {
      specs.add(new WeightSpec(name, List.of(rows, columns), WEIGHT, false));
    }

    void linear(String name, long outputs, long inputs, boolean head) {
      specs.add(new WeightSpec(name + ".weight", List.of(outputs, inputs), WEIGHT, head));
      specs.add(new WeightSpec(name + ".bias", List.of(outputs), BIAS, head));
    }

    void norm(String name, long size) {
      specs.add(new WeightSpec(name + ".weight", List.of(size), NORM_SCALE, false));
      specs.add(new WeightSpec(name + ".bias", List.of(size), NORM_SHIFT, false));
    }
  }
}
