package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.List;

/** DistilBERT. */
final class DistilBertArchitecture extends Architecture {
  DistilBertArchitecture() {
    super(
        "distilbert",
        "DistilBertForSequenceClassification",
        "distilbert.",
        PaddingSide.RIGHT,
        "distilbert.py");
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    String embeddings = "distilbert.embeddings.";
    WeightSpecs specs =
        new WeightSpecs()
            .matrix(embeddings + "word_embeddings.weight", config.vocabularySize(), hidden)
            .matrix(embeddings + "position_embeddings.weight", config.maxPositions(), hidden)
            .norm(embeddings + "LayerNorm", hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "distilbert.transformer.layer." + layer + ".";
      for (String projection : List.of("q_lin", "k_lin", "v_lin", "out_lin")) {
        specs.linear(name + "attention." + projection, hidden, hidden);
      }
      specs
          .norm(name + "sa_layer_norm", hidden)
          .linear(name + "ffn.lin1", config.intermediateSize(), hidden)
          .linear(name + "ffn.lin2", hidden, config.intermediateSize())
          .norm(name + "output_layer_norm", hidden);
    }
    return specs
        .in(Part.HEAD)
        .linear("pre_classifier", hidden, hidden)
        .linear("classifier", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of(
        "vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "embeddings.position_ids");
  }
}
