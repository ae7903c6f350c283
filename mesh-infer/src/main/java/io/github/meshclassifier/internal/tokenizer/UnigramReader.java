package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tokenizer of XLNet from a {@code tokenizer.json}. */
final class UnigramReader {
  private static final char SPACE_SIGN = '\u2581';

  private UnigramReader() {}

  /**
   * Makes the encoder of a file whose model is {@code Unigram}.
   *
   * @param json the same as bytes
   */
  static WordEncoder read(KnownObject file, byte[] json) throws UnknownPartException {
    KnownObject preTokenizer =
        KnownObject.of("pre_tokenizer", file.optional("pre_tokenizer"), "type", "pretokenizers");
    preTokenizer.require("type", "Sequence");
    JsonArray members = preTokenizer.array("pretokenizers");
    if (members.size() != 2) {
      throw preTokenizer.unknown("pretokenizers");
    }
    KnownObject.of("pre_tokenizer", members.get(0), "type").require("type", "WhitespaceSplit");
    checkMetaspace("pre_tokenizer", members.get(1));
    return new UnigramEncoder(
        new UnigramCharacters(replacements(file.optional("normalizer")), SPACE_SIGN),
        pieces(file.optional("model"), json),
        SPACE_SIGN);
  }

  /** Checks that words are given a sign for the space before them. */
  static void checkMetaspace(String part, JsonElement element) throws UnknownPartException {
    KnownObject metaspace =
        KnownObject.of(
            part,
            element,
            "type",
            "replacement",
            "str_rep",
            "add_prefix_space",
            "prepend_scheme",
            "split");
    metaspace.require("type", "Metaspace");
    metaspace.require("replacement", String.valueOf(SPACE_SIGN));
    if (metaspace.optional("str_rep") != null) {
      metaspace.require("str_rep", String.valueOf(SPACE_SIGN));
    }
    if (metaspace.optional("prepend_scheme") != null) {
      metaspace.require("prepend_scheme", "always");
    }
    if (!metaspace.flag("add_prefix_space", true) || !metaspace.flag("split", true)) {
      throw metaspace.unknown("add_prefix_space");
    }
  }

  private static CharacterReplacements replacements(@Nullable JsonElement element)
      throws UnknownPartException {
    KnownObject sequence = KnownObject.of("normalizer", element, "type", "normalizers");
    sequence.require("type", "Sequence");
    JsonArray members = sequence.array("normalizers");
    if (members.size() != 5) {
      throw sequence.unknown("normalizers");
    }
    checkQuotes(members.get(0), "``");
    checkQuotes(members.get(1), "''");
    KnownObject.of("normalizer", members.get(2), "type").require("type", "NFKD");
    KnownObject.of("normalizer", members.get(3), "type").require("type", "StripAccents");
    KnownObject map = KnownObject.of("normalizer", members.get(4), "type", "precompiled_charsmap");
    map.require("type", "Precompiled");
    // TokenizerParts has checked the map.
    return new CharacterReplacements(Base64.getDecoder().decode(map.text("precompiled_charsmap")));
  }

  private static void checkQuotes(JsonElement element, String quotes) throws UnknownPartException {
    KnownObject replace = KnownObject.of("normalizer", element, "type", "pattern", "content");
    replace.require("type", "Replace");
    replace.require("content", "\"");
    KnownObject.of("normalizer.pattern", replace.optional("pattern"), "String")
        .require("String", quotes);
  }

  private static UnigramPieces pieces(@Nullable JsonElement element, byte[] json)
      throws UnknownPartException {
    KnownObject model =
        KnownObject.of("model", element, "type", "unk_id", "byte_fallback", "vocab");
    if (model.flag("byte_fallback", false)) {
      throw model.unknown("byte_fallback");
    }
    JsonArray vocabulary = model.array("vocab");
    List<String> pieces = new ArrayList<>(vocabulary.size());
    for (JsonElement entry : vocabulary) {
      if (!(entry instanceof JsonArray pair)
          || pair.size() != 2
          || model.text("vocab", pair.get(0)).isEmpty()
          || !(pair.get(1) instanceof JsonPrimitive score)
          || !score.isNumber()) {
        throw new UnknownPartException("model.vocab has an entry that is no piece");
      }
      pieces.add(pair.get(0).getAsString());
    }
    int unknown = model.integer("unk_id");
    if (unknown >= pieces.size()) {
      throw model.unknown("unk_id");
    }
    return new UnigramPieces(pieces, UnigramScores.read(json, pieces.size()), unknown);
  }
}
