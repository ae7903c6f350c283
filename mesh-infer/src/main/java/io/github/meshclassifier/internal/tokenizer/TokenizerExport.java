package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tokenizer of a model so that transformers' {@code AutoTokenizer} loads the same one.
 *
 * <p>A model may ship less than transformers needs to agree with this library: BioBERT's {@code
 * vocab.txt} alone is read as lower-casing, XLNet's {@code tokenizer.json} alone loses the side of
 * the padding. What is missing is written out; what the model says stays as it is.
 */
public final class TokenizerExport {
  /** Files that are copied if the model has them. */
  private static final List<String> COPIED =
      List.of(
          WordPieceTokenizerJson.VOCABULARY,
          ByteLevelBpeTokenizerJson.VOCABULARY,
          ByteLevelBpeTokenizerJson.MERGES,
          SentencePieceModel.NAME,
          TokenizerSettings.ADDED);

  private TokenizerExport() {}

  /**
   * Writes the tokenizer's files into a directory that has none of them.
   *
   * @param maxTokens the limit of a sequence, special tokens included
   * @param casing the casing that the model is known to have, null to go by its files alone
   * @throws ModelLoadException if the tokenizer is missing, damaged, of another vocabulary or of
   *     another casing
   */
  public static void write(
      Path directory, ModelFiles files, ModelTokens tokens, int maxTokens, @Nullable Casing casing)
      throws IOException {
    TokenizerFile tokenizer = TokenizerFile.of(files, tokens, casing);
    TokenizerSettings settings = TokenizerSettings.read(files);
    Files.write(directory.resolve(TokenizerFile.NAME), tokenizer.bytes());
    for (String name : COPIED) {
      if (files.exists(name)) {
        try (InputStream in = files.open(name)) {
          Files.copy(in, directory.resolve(name));
        }
      }
    }
    JsonObject root = ModelJson.object(tokenizer.bytes(), TokenizerFile.NAME, tokenizer.location());
    TokenizerVocabulary vocabulary = TokenizerVocabulary.of(root, tokenizer.location());
    JsonObject complete = settings.config().deepCopy();
    JsonObject specials = settings.specials().deepCopy();
    // Whatever the model says: padding on the other side would move what its head reads.
    String side = tokens.paddingSide().name().toLowerCase(Locale.ROOT);
    complete.addProperty("padding_side", side);
    if (!tokens.inputs().isEmpty()) {
      JsonArray inputs = new JsonArray();
      tokens.inputs().forEach(inputs::add);
      complete.add("model_input_names", inputs);
    }
    complete(complete, specials, tokens, root, vocabulary);
    // transformers' truncation=True cuts to it, so it has to be what the model was trained with.
    complete.addProperty("model_max_length", maxTokens);
    write(directory, TokenizerSettings.CONFIG, complete);
    write(directory, TokenizerSettings.SPECIALS, specials);
  }

  private static void write(Path directory, String name, JsonObject json) throws IOException {
    Files.writeString(directory.resolve(name), JsonText.pretty(json));
  }

  private static void complete(
      JsonObject config,
      JsonObject specials,
      ModelTokens tokens,
      JsonObject root,
      TokenizerVocabulary vocabulary) {
    set(config, "tokenizer_class", new JsonPrimitive(tokens.tokenizerClass()));
    for (Map.Entry<String, String> token : new TreeMap<>(tokens.specialTokens()).entrySet()) {
      // Each file stands in for the other: the one that names a token names it for both.
      JsonElement known = present(config, token.getKey());
      known = known != null ? known : present(specials, token.getKey());
      if (known == null && vocabulary.id(token.getValue()) != null) {
        known = new JsonPrimitive(token.getValue());
      }
      if (known != null) {
        set(config, token.getKey(), known);
        set(specials, token.getKey(), known);
      }
    }
    if (tokens.format() == null) {
      return;
    }
    switch (tokens.format()) {
      case WORD_PIECE -> completeWordPiece(config, root.get("normalizer"));
      case BYTE_LEVEL_BPE -> completeByteLevel(config, root.get("pre_tokenizer"));
      case SENTENCE_PIECE -> completeSentencePiece(config, root.get("normalizer"));
    }
  }

  private static void completeWordPiece(JsonObject config, @Nullable JsonElement normalizer) {
    set(config, "do_lower_case", lowercase(normalizer));
    if (normalizer instanceof JsonObject bert && bert.has("handle_chinese_chars")) {
      set(config, "tokenize_chinese_chars", bert.get("handle_chinese_chars"));
      if (bert.has("strip_accents") && !config.has("strip_accents")) {
        config.add("strip_accents", bert.get("strip_accents"));
      }
    }
  }

  private static void completeByteLevel(JsonObject config, @Nullable JsonElement preTokenizer) {
    if (preTokenizer instanceof JsonObject bytes
        && bytes.get("add_prefix_space") instanceof JsonPrimitive prefixSpace) {
      set(config, "add_prefix_space", prefixSpace);
    }
  }

  private static void completeSentencePiece(JsonObject config, @Nullable JsonElement normalizer) {
    set(config, "do_lower_case", lowercase(normalizer));
    set(
        config,
        "keep_accents",
        new JsonPrimitive(!NormalizedTokens.has(normalizer, "StripAccents")));
    set(config, "remove_space", new JsonPrimitive(true));
  }

  private static JsonPrimitive lowercase(@Nullable JsonElement normalizer) {
    return new JsonPrimitive(Casing.ofNormalizer(normalizer) == Casing.UNCASED);
  }

  /** Sets what is absent or null. */
  private static void set(JsonObject json, String name, JsonElement value) {
    if (present(json, name) == null) {
      json.add(name, value);
    }
  }

  private static @Nullable JsonElement present(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }
}
