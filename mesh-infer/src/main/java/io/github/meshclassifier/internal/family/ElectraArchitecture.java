package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.List;

/** ELECTRA's discriminator. */
final class ElectraArchitecture extends Architecture {
  ElectraArchitecture() {
    super(
        "electra",
        "ElectraForSequenceClassification",
        "electra.",
        PaddingSide.RIGHT,
        "encoder.py",
        "electra.py");
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    WeightSpecs specs = new WeightSpecs().embeddings("electra.", config);
    if (config.embeddingSize() != hidden) {
      specs.linear("electra.embeddings_project", hidden, config.embeddingSize());
    }
    return specs
        .layers("electra.", config)
        .in(Part.HEAD)
        .linear("classifier.dense", hidden, hidden)
        .linear("classifier.out_proj", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of(
        "discriminator_predictions.",
        "generator_predictions.",
        "generator_lm_head.",
        "embeddings.position_ids");
  }
}
