package io.github.meshclassifier.internal.family.distilbert;

import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ConfigFields;
import io.github.meshclassifier.internal.family.ConfigKeys;
import io.github.meshclassifier.internal.family.ConfigKeys.Value;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.family.WeightSpec.Part;
import io.github.meshclassifier.internal.family.WeightSpecs;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import java.util.Map;

/** DistilBERT. */
public final class DistilBert extends ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          "n_layers",
          "n_heads",
          "dim",
          "hidden_dim",
          "activation",
          new Value(null, 1e-12),
          new Value("dropout", 0.1),
          new Value("attention_dropout", 0.1),
          new Value("seq_classif_dropout", 0.2),
          0);

  private static final String MAX_POSITIONS = "max_positions";

  public DistilBert() {
    super("distilbert", "DistilBert", "distilbert.", KEYS);
  }

  @Override
  protected Map<String, Object> ownValues(ConfigFields fields, ModelFiles files)
      throws ModelLoadException {
    return Map.of(MAX_POSITIONS, fields.json().integer("max_position_embeddings", 1, 1_000_000));
  }

  @Override
  protected int maxTokens(BackboneConfig config) {
    return config.integer(MAX_POSITIONS);
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    String embeddings = "distilbert.embeddings.";
    WeightSpecs specs =
        new WeightSpecs()
            .matrix(embeddings + "word_embeddings.weight", config.vocabularySize(), hidden)
            .matrix(embeddings + "position_embeddings.weight", maxTokens(config), hidden)
            .norm(embeddings + "LayerNorm", hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "distilbert.transformer.layer." + layer + ".";
      specs.layer(layer);
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

  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return tokens("DistilBertTokenizer", VocabularyFormat.WORD_PIECE, config);
  }
}
