package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.WeightSpec.Part;
import java.util.List;
import java.util.Map;

/** XLNet. */
final class XlnetArchitecture extends Architecture {
  XlnetArchitecture() {
    super("xlnet", "XLNetForSequenceClassification", "transformer.", PaddingSide.LEFT, "xlnet.py");
  }

  @Override
  Map<String, Object> ownAttributes(BackboneConfig config) {
    return Map.of("clamp", config.clampLength(), "segment_ids", config.segmentIds());
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    long heads = config.heads();
    long size = hidden / heads;
    WeightSpecs specs =
        new WeightSpecs()
            .matrix("transformer.word_embedding.weight", config.vocabularySize(), hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "transformer.layer." + layer + ".";
      for (String projection : List.of("q", "k", "v", "o", "r")) {
        specs.matrix(name + "rel_attn." + projection, hidden, heads, size);
      }
      for (String bias : List.of("r_r_bias", "r_s_bias", "r_w_bias")) {
        specs.bias(name + "rel_attn." + bias, heads, size);
      }
      specs
          .matrix(name + "rel_attn.seg_embed", 2, heads, size)
          .norm(name + "rel_attn.layer_norm", hidden)
          .linear(name + "ff.layer_1", config.intermediateSize(), hidden)
          .linear(name + "ff.layer_2", hidden, config.intermediateSize())
          .norm(name + "ff.layer_norm", hidden);
    }
    return specs
        .in(Part.HEAD)
        .linear("sequence_summary.summary", hidden, hidden)
        .linear("logits_proj", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of("lm_loss.", "mask_emb");
  }
}
