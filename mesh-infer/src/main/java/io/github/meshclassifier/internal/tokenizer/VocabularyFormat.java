package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a vocabulary is stored where there is no {@code tokenizer.json}, and what transformers'
 * tokenizers of that kind have in common: see <a
 * href="https://huggingface.co/docs/transformers/model_doc/bert">BertTokenizer</a>, <a
 * href="https://huggingface.co/docs/transformers/model_doc/roberta">RobertaTokenizer</a> and <a
 * href="https://huggingface.co/docs/transformers/model_doc/xlnet">XLNetTokenizer</a>.
 */
public enum VocabularyFormat {
  /** One token a line. */
  WORD_PIECE,
  /** Tokens with their ids, and pairs of tokens that are joined. */
  BYTE_LEVEL_BPE,
  /** Pieces with their probabilities and a normalizer. */
  SENTENCE_PIECE;

  /** Returns the format that a class of transformers reads, empty for one that is not known. */
  static Optional<VocabularyFormat> ofClass(String tokenizerClass) {
    return Arrays.stream(values())
        .filter(format -> format.classes().contains(tokenizerClass))
        .findFirst();
  }

  Set<String> classes() {
    return switch (this) {
      case WORD_PIECE -> Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer");
      case BYTE_LEVEL_BPE -> Set.of("RobertaTokenizer");
      case SENTENCE_PIECE -> Set.of("XLNetTokenizer");
    };
  }

  List<String> files() {
    return switch (this) {
      case WORD_PIECE -> List.of(WordPieceTokenizerJson.VOCABULARY);
      case BYTE_LEVEL_BPE ->
          List.of(ByteLevelBpeTokenizerJson.VOCABULARY, ByteLevelBpeTokenizerJson.MERGES);
      case SENTENCE_PIECE -> List.of(SentencePieceModel.NAME);
    };
  }

  /**
   * Returns the special tokens that its classes take where no file names others: the tokens by
   * their role, such as {@code pad_token}.
   */
  public Map<String, String> specialTokens() {
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
