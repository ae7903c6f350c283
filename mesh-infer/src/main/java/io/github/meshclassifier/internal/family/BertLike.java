package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.family.ConfigKeys.Value;
import io.github.meshclassifier.internal.family.WeightSpec.Part;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A family with BERT's encoder, which {@code encoder.py} computes, and its names for things. */
public abstract class BertLike extends ModelFamily {
  /** The own value with the number of position embeddings. */
  public static final String MAX_POSITIONS = "max_positions";

  private static final String TOKEN_TYPES = "token_types";
  private static final String EMBEDDING_SIZE = "embedding_size";

  /**
   * Takes what a family calls things.
   *
   * @param padTokenIdAbsent the padding token where {@code config.json} names none
   */
  protected BertLike(String modelType, String className, int padTokenIdAbsent) {
    super(modelType, className, modelType + ".", keys(padTokenIdAbsent));
  }

  private static ConfigKeys keys(int padTokenIdAbsent) {
    return new ConfigKeys(
        "num_hidden_layers",
        "num_attention_heads",
        "hidden_size",
        "intermediate_size",
        "hidden_act",
        new Value("layer_norm_eps", 1e-12),
        new Value("hidden_dropout_prob", 0.1),
        new Value("attention_probs_dropout_prob", 0.1),
        new Value("classifier_dropout", null),
        padTokenIdAbsent);
  }

  @Override
  protected Map<String, Object> ownValues(ConfigFields fields, ModelFiles files)
      throws ModelLoadException {
    JsonFields json = fields.json();
    return Map.of(
        MAX_POSITIONS,
        json.integer("max_position_embeddings", 1, 1_000_000),
        TOKEN_TYPES,
        json.integer("type_vocab_size", 1, 1_000, 2),
        EMBEDDING_SIZE,
        embeddingSize(json));
  }

  /** Returns the width of the embeddings, by default that of the hidden states. */
  protected int embeddingSize(JsonFields json) throws ModelLoadException {
    return json.integer("hidden_size", 1, 65_536);
  }

  @Override
  protected int maxTokens(BackboneConfig config) {
    return config.integer(MAX_POSITIONS);
  }

  @Override
  protected List<String> programTexts() {
    List<String> texts = new ArrayList<>(List.of(sharedText("encoder.py")));
    texts.addAll(super.programTexts());
    return texts;
  }

  protected final WeightSpecs encoder(BackboneConfig config) {
    String embeddings = prefix() + "embeddings.";
    long width = config.integer(EMBEDDING_SIZE);
    WeightSpecs specs =
        new WeightSpecs()
            .matrix(embeddings + "word_embeddings.weight", config.vocabularySize(), width)
            .matrix(embeddings + "position_embeddings.weight", config.integer(MAX_POSITIONS), width)
            .matrix(embeddings + "token_type_embeddings.weight", config.integer(TOKEN_TYPES), width)
            .norm(embeddings + "LayerNorm", width);
    if (width != config.hiddenSize()) {
      specs.linear(prefix() + "embeddings_project", config.hiddenSize(), width);
    }
    long hidden = config.hiddenSize();
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = prefix() + "encoder.layer." + layer + ".";
      specs
          .layer(layer)
          .linear(name + "attention.self.query", hidden, hidden)
          .linear(name + "attention.self.key", hidden, hidden)
          .linear(name + "attention.self.value", hidden, hidden)
          .linear(name + "attention.output.dense", hidden, hidden)
          .norm(name + "attention.output.LayerNorm", hidden)
          .linear(name + "intermediate.dense", config.intermediateSize(), hidden)
          .linear(name + "output.dense", hidden, config.intermediateSize())
          .norm(name + "output.LayerNorm", hidden);
    }
    return specs;
  }

  /** Lists the weights of an encoder with the head of two layers that RoBERTa and ELECTRA have. */
  protected final List<WeightSpec> withDenseHead(BackboneConfig config, int labels) {
    return encoder(config)
        .in(Part.HEAD)
        .linear("classifier.dense", config.hiddenSize(), config.hiddenSize())
        .linear("classifier.out_proj", labels, config.hiddenSize())
        .list();
  }
}
