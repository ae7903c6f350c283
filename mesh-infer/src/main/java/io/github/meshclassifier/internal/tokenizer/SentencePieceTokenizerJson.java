package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.SentencePieceModel.Piece;
import io.github.meshclassifier.model.ModelLoadException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds the tokenizer of XLNet from a {@code spiece.model}.
 *
 * <p>The Python tokenizer splits a comma from the digit before it after tokenizing; the conversion
 * that the published tokenizer.json came from makes such pieces improbable instead, and so does
 * this one. See <a
 * href="https://github.com/huggingface/transformers/blob/main/src/transformers/convert_slow_tokenizer.py">
 * convert_slow_tokenizer.py</a>.
 */
final class SentencePieceTokenizerJson {
  /** Taken off the score of a piece that ends in a digit and a comma. */
  private static final double NUMBER_COMMA_PENALTY = 100;

  private SentencePieceTokenizerJson() {}

  static JsonObject build(ModelFiles files, TokenizerSettings settings) throws ModelLoadException {
    settings.requireClass(VocabularyFormat.SENTENCE_PIECE.classes());
    // transformers 5 strips accents whatever the setting is.
    settings.requireFlag("keep_accents", false);
    String location = files.location(SentencePieceModel.NAME);
    SentencePieceModel model = SentencePieceModel.read(files);
    Map<String, Integer> vocabulary = vocabulary(model, location);
    SpecialTokens tokens =
        SpecialTokens.of(VocabularyFormat.SENTENCE_PIECE, settings, vocabulary, location);
    JsonObject root = TokenizerTemplates.xlnet();
    root.add("added_tokens", tokens.toJson());
    addNormalizers(
        root.getAsJsonObject("normalizer").getAsJsonArray("normalizers"), settings, model);
    JsonArray preTokenizers = root.getAsJsonObject("pre_tokenizer").getAsJsonArray("pretokenizers");
    String scheme = model.prefixSpace() ? "always" : "never";
    preTokenizers.get(1).getAsJsonObject().addProperty("prepend_scheme", scheme);
    root.getAsJsonObject("decoder").addProperty("prepend_scheme", scheme);
    if (!model.removeExtraSpaces() && !settings.flag("remove_space").orElse(true)) {
      preTokenizers.remove(0);
    }
    root.add(
        "post_processor",
        new TemplateJson(tokens)
            .with("single", "A:0", "sep_token:0", "cls_token:2")
            .with("pair", "A:0", "sep_token:0", "B:1", "sep_token:1", "cls_token:2")
            .toJson());
    JsonObject unigram = root.getAsJsonObject("model");
    unigram.addProperty("unk_id", model.unknownId());
    unigram.addProperty("byte_fallback", model.byteFallback());
    unigram.add("vocab", pieces(model));
    return root;
  }

  /** Adds to the two replacements of quotes what is switched on. */
  private static void addNormalizers(
      JsonArray normalizers, TokenizerSettings settings, SentencePieceModel model)
      throws ModelLoadException {
    normalizers.add(part("NFKD"));
    normalizers.add(part("StripAccents"));
    if (settings.flag("do_lower_case").orElse(false)) {
      normalizers.add(part("Lowercase"));
    }
    ByteBuffer map = model.characterMap().duplicate();
    if (map.hasRemaining()) {
      byte[] bytes = new byte[map.remaining()];
      map.get(bytes);
      JsonObject precompiled = part("Precompiled");
      precompiled.addProperty("precompiled_charsmap", Base64.getEncoder().encodeToString(bytes));
      normalizers.add(precompiled);
    }
  }

  private static JsonObject part(String type) {
    JsonObject part = new JsonObject();
    part.addProperty("type", type);
    return part;
  }

  private static JsonArray pieces(SentencePieceModel model) {
    JsonArray pieces = new JsonArray();
    for (Piece piece : model.pieces()) {
      JsonArray pair = new JsonArray();
      pair.add(piece.text());
      double score = piece.score();
      pair.add(endsInNumberComma(piece.text()) ? score - NUMBER_COMMA_PENALTY : score);
      pieces.add(pair);
    }
    return pieces;
  }

  private static boolean endsInNumberComma(String piece) {
    int comma = piece.length() - 1;
    return comma > 0
        && piece.charAt(comma) == ','
        && Character.isDigit(piece.codePointBefore(comma));
  }

  static Map<String, Integer> vocabulary(SentencePieceModel model, String location)
      throws ModelLoadException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Piece piece : model.pieces()) {
      if (ids.putIfAbsent(piece.text(), ids.size()) != null) {
        throw ModelLoadException.in(location, "a piece appears twice")
            .expected("every piece once")
            .found(piece.text())
            .build();
      }
    }
    return ids;
  }
}
