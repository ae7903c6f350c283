package io.github.meshclassifier.internal.family.roberta;

import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.BertLike;
import io.github.meshclassifier.internal.family.ConfigFields;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import java.util.Map;

/** RoBERTa, and DistilRoBERTa, which has fewer layers. */
public final class Roberta extends BertLike {
  private static final int PAD_TOKEN_ID = 1;

  public Roberta() {
    super("roberta", "Roberta", PAD_TOKEN_ID);
  }

  /** Positions begin after the padding id. */
  @Override
  protected int maxTokens(BackboneConfig config) {
    return config.integer(MAX_POSITIONS) - config.padTokenId() - 1;
  }

  @Override
  protected void requireComputed(ConfigFields fields) throws ModelLoadException {
    JsonFields json = fields.json();
    int positions = json.integer("max_position_embeddings", 1, 1_000_000);
    int padding = json.integer("pad_token_id", 0, 10_000_000, PAD_TOKEN_ID);
    if (positions - padding - 1 < 1) {
      throw json.problem("max_position_embeddings leaves no position after pad_token_id")
          .expected("more than " + (padding + 1))
          .found(positions)
          .build();
    }
  }

  @Override
  protected Map<String, Object> programValues(BackboneConfig config) {
    return Map.of("padding", config.padTokenId());
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    return withDenseHead(config, labels);
  }

  @Override
  public List<String> unneeded() {
    return List.of("lm_head.", "pooler.", "embeddings.position_ids");
  }

  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return tokens("RobertaTokenizer", VocabularyFormat.BYTE_LEVEL_BPE, config);
  }
}
