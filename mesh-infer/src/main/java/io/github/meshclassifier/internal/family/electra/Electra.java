package io.github.meshclassifier.internal.family.electra;

import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.BertLike;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;

/** ELECTRA's discriminator. */
public final class Electra extends BertLike {
  public Electra() {
    super("electra", "Electra", 0);
  }

  @Override
  protected int embeddingSize(JsonFields json) throws ModelLoadException {
    return json.integer("embedding_size", 1, 65_536, 128);
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    return withDenseHead(config, labels);
  }

  @Override
  public List<String> unneeded() {
    return List.of(
        "discriminator_predictions.",
        "generator_predictions.",
        "generator_lm_head.",
        "embeddings.position_ids");
  }

  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return tokens("ElectraTokenizer", VocabularyFormat.WORD_PIECE, config);
  }
}
