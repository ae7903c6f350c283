package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.List;

/** BERT, and BioBERT, which differs in its vocabulary alone. */
final class BertArchitecture extends Architecture {
  BertArchitecture() {
    super(
        "bert",
        "BertForSequenceClassification",
        "bert.",
        PaddingSide.RIGHT,
        "encoder.py",
        "bert.py");
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
