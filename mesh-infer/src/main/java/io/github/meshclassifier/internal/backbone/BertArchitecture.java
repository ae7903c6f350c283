package io.github.meshclassifier.internal.backbone;

import io.github.meshclassifier.internal.backbone.WeightSpec.Part;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
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
  public List<String> sources() {
    return List.of("encoder.py", "bert.py");
  }

  @Override
  public PaddingSide paddingSide() {
    return PaddingSide.RIGHT;
  }

  @Override
  public Map<String, Object> ownAttributes(BackboneConfig config) {
    return Map.of();
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    return new WeightSpecs()
        .embeddings("bert.", config)
        .layers("bert.", config)
        .in(Part.POOLER)
        .linear("bert.pooler.dense", hidden, hidden)
        .in(Part.HEAD)
        .linear("classifier", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of("cls.", "embeddings.position_ids");
  }
}
