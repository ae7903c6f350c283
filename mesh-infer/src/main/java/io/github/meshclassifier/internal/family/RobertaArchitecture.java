package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.List;
import java.util.Map;

/** RoBERTa, and DistilRoBERTa, which has fewer layers. */
final class RobertaArchitecture extends Architecture {
  RobertaArchitecture() {
    super(
        "roberta",
        "RobertaForSequenceClassification",
        "roberta.",
        PaddingSide.RIGHT,
        "encoder.py",
        "roberta.py");
  }

  @Override
  Map<String, Object> ownAttributes(BackboneConfig config) {
    return Map.of("padding", config.padTokenId());
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    return new WeightSpecs()
        .embeddings("roberta.", config)
        .layers("roberta.", config)
        .in(Part.HEAD)
        .linear("classifier.dense", hidden, hidden)
        .linear("classifier.out_proj", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of("lm_head.", "pooler.", "embeddings.position_ids");
  }
}
