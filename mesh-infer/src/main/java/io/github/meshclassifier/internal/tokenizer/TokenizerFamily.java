package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.internal.family.BackboneConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an architecture's tokenizer is when its files do not say: the format of the vocabulary and
 * the special tokens, as in the transformers class of that architecture.
 *
 * <p>Immutable and thread-safe.
 */
enum TokenizerFamily {
  /** See <a href="https://huggingface.co/docs/transformers/model_doc/bert">BertTokenizer</a>. */
  BERT("bert", "BertTokenizer", Format.WORD_PIECE),
  /** BERT's, with another name. */
  DISTILBERT("distilbert", "DistilBertTokenizer", Format.WORD_PIECE),
  /** BERT's, with another name. */
  ELECTRA("electra", "ElectraTokenizer", Format.WORD_PIECE),
  /**
   * See <a href="https://huggingface.co/docs/transformers/model_doc/roberta">RobertaTokenizer</a>.
   */
  ROBERTA("roberta", "RobertaTokenizer", Format.BYTE_LEVEL_BPE),
  /** See <a href="https://huggingface.co/docs/transformers/model_doc/xlnet">XLNetTokenizer</a>. */
  XLNET("xlnet", "XLNetTokenizer", Format.SENTENCE_PIECE);

  /** How a vocabulary is stored. */
  enum Format {
    /** One token a line. */
    WORD_PIECE,
    /** Tokens with their ids, and pairs of tokens that are joined. */
    BYTE_LEVEL_BPE,
    /** Pieces with their probabilities and a normalizer. */
    SENTENCE_PIECE;

    /** Returns the names of the vocabulary files. */
    List<String> files() {
      return switch (this) {
        case WORD_PIECE -> List.of(WordPieceTokenizerJson.VOCABULARY);
        case BYTE_LEVEL_BPE ->
            List.of(ByteLevelBpeTokenizerJson.VOCABULARY, ByteLevelBpeTokenizerJson.MERGES);
        case SENTENCE_PIECE -> List.of(SentencePieceModel.NAME);
      };
    }

    /** Returns the special tokens by their role, such as {@code pad_token}. */
    Map<String, String> specialTokens() {
      return switch (this) {
        case WORD_PIECE ->
            Map.of(
                "unk_token", "[UNK]",
                "sep_token", "[SEP]",
                "pad_token", "[PAD]",
                "cls_token", "[CLS]",
                "mask_token", "[MASK]");
        case BYTE_LEVEL_BPE ->
            Map.of(
                "bos_token", "<s>",
                "eos_token", "</s>",
                "unk_token", "<unk>",
                "sep_token", "</s>",
                "pad_token", "<pad>",
                "cls_token", "<s>",
                "mask_token", "<mask>");
        case SENTENCE_PIECE ->
            Map.of(
                "bos_token", "<s>",
                "eos_token", "</s>",
                "unk_token", "<unk>",
                "sep_token", "<sep>",
                "pad_token", "<pad>",
                "cls_token", "<cls>",
                "mask_token", "<mask>");
      };
    }

    /** Returns special tokens without a role. */
    List<String> moreSpecialTokens() {
      return this == SENTENCE_PIECE ? List.of("<eop>", "<eod>") : List.of();
    }
  }

  private final String modelType;
  private final String tokenizerClass;
  private final Format format;

  TokenizerFamily(String modelType, String tokenizerClass, Format format) {
    this.modelType = modelType;
    this.tokenizerClass = tokenizerClass;
    this.format = format;
  }

  /**
   * Returns the family of a model.
   *
   * @throws IllegalArgumentException if an architecture has no family here yet
   */
  static TokenizerFamily of(BackboneConfig config) {
    for (TokenizerFamily family : values()) {
      if (family.modelType.equals(config.modelType())) {
        return family;
      }
    }
    throw new IllegalArgumentException("no tokenizer family for " + config.modelType());
  }

  /** Returns the format that a class of transformers reads, empty for one of no family here. */
  static Optional<Format> formatOf(String tokenizerClass) {
    for (TokenizerFamily family : values()) {
      if (family.tokenizerClass.equals(tokenizerClass)) {
        return Optional.of(family.format);
      }
    }
    return Optional.empty();
  }

  /** Returns the class of transformers. */
  String tokenizerClass() {
    return tokenizerClass;
  }

  Format format() {
    return format;
  }
}
