package io.github.meshclassifier.internal.family.bert;

import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.BertLike;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.family.WeightSpec.Part;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import java.util.List;

/** BERT, and BioBERT, which differs in its vocabulary alone. */
public final class Bert extends BertLike {
  public Bert() {
    super("bert", "Bert", 0);
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    return encoder(config)
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

  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return tokens("BertTokenizer", VocabularyFormat.WORD_PIECE, config);
  }
}
