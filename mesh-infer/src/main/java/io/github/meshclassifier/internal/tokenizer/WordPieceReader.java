package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonElement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tokenizer of BERT from a {@code tokenizer.json}. */
final class WordPieceReader {
  private WordPieceReader() {}

  static WordEncoder read(KnownObject file) throws UnknownPartException {
    KnownObject preTokenizer =
        KnownObject.of("pre_tokenizer", file.optional("pre_tokenizer"), "type");
    preTokenizer.require("type", "BertPreTokenizer");
    return new WordPieceEncoder(
        new BertCharacters(switches(file.optional("normalizer"))), pieces(file.optional("model")));
  }

  private static BertCharacters.Switches switches(@Nullable JsonElement element)
      throws UnknownPartException {
    KnownObject normalizer =
        KnownObject.of(
            "normalizer",
            element,
            "type",
            "clean_text",
            "handle_chinese_chars",
            "strip_accents",
            "lowercase");
    normalizer.require("type", "BertNormalizer");
    boolean lowercase = normalizer.flag("lowercase");
    return new BertCharacters.Switches(
        normalizer.flag("clean_text"),
        normalizer.flag("handle_chinese_chars"),
        normalizer.isNull("strip_accents") ? lowercase : normalizer.flag("strip_accents"),
        lowercase);
  }

  private static WordPieceEncoder.Pieces pieces(@Nullable JsonElement element)
      throws UnknownPartException {
    KnownObject model =
        KnownObject.of(
            "model",
            element,
            "type",
            "unk_token",
            "continuing_subword_prefix",
            "max_input_chars_per_word",
            "vocab");
    Map<String, Integer> vocabulary = model.ids("vocab");
    Integer unknown = vocabulary.get(model.text("unk_token"));
    if (unknown == null) {
      throw model.unknown("unk_token");
    }
    return new WordPieceEncoder.Pieces(
        vocabulary,
        model.text("continuing_subword_prefix"),
        unknown,
        model.integer("max_input_chars_per_word"));
  }
}
