package io.github.meshclassifier.internal.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of {@code tokenizer.json} and their ids, to be checked against the files beside it: a
 * tokenizer of another model gives plausible ids and meaningless scores.
 *
 * <p>Immutable and thread-safe.
 */
final class TokenizerVocabulary {
  private static final String WORDS = "vocab.txt";
  private static final int WORDS_LIMIT = 64 << 20;

  /** Embedding tables are rounded up to at most a multiple of this. */
  private static final int TABLE_PADDING = 128;

  private final String location;
  private final Map<String, Integer> ids;
  private final int size;

  private TokenizerVocabulary(String location, Map<String, Integer> ids, int size) {
    this.location = location;
    this.ids = ids;
    this.size = size;
  }

  /** Collects the tokens of a tokenizer file. */
  static TokenizerVocabulary of(JsonObject root, String location) throws ModelLoadException {
    try {
      Map<String, Integer> ids = ids(root);
      int highest = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
      return new TokenizerVocabulary(location, ids, highest + 1);
    } catch (IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NumberFormatException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      throw ModelLoadException.in(
              location, "this is not a Hugging Face tokenizer: " + e.getMessage())
          .cause(e)
          .build();
    }
  }

  /** The tokens of the model and those added to it; a unigram model lists its tokens in order. */
  private static Map<String, Integer> ids(JsonObject root) {
    Map<String, Integer> ids = new HashMap<>();
    JsonElement vocabulary = root.getAsJsonObject("model").get("vocab");
    if (vocabulary.isJsonObject()) {
      vocabulary
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> ids.put(entry.getKey(), entry.getValue().getAsInt()));
    } else {
      for (JsonElement piece : vocabulary.getAsJsonArray()) {
        ids.put(piece.getAsJsonArray().get(0).getAsString(), ids.size());
      }
    }
    JsonElement added = root.get("added_tokens");
    if (added != null && added.isJsonArray()) {
      for (JsonElement token : added.getAsJsonArray()) {
        JsonObject fields = token.getAsJsonObject();
        ids.put(fields.get("content").getAsString(), fields.get("id").getAsInt());
      }
    }
    return ids;
  }

  /**
   * Requires that the model's embedding table has no more rows than the vocabulary needs, which
   * would be those of another one.
   *
   * @throws ModelLoadException if it has many more rows than there are tokens
   */
  void requireFills(BackboneConfig config) throws ModelLoadException {
    int rows = config.vocabularySize();
    if (rows - size >= TABLE_PADDING) {
      throw ModelLoadException.in(location, "the tokenizer belongs to another model")
          .expected(rows + " tokens, the vocab_size of " + BackboneConfig.FILE_NAME)
          .found(size + " tokens")
          .remedy("Put the tokenizer.json of the model beside its weights.")
          .build();
    }
  }

  /**
   * Requires that a {@code vocab.txt} beside the tokenizer, if there is one, has the same ids.
   *
   * @throws ModelLoadException if one of its tokens has another id
   */
  void requireAgrees(ModelFiles files) throws ModelLoadException {
    if (!files.exists(WORDS)) {
      return;
    }
    String text = new String(files.readAll(WORDS, WORDS_LIMIT), StandardCharsets.UTF_8);
    List<String> tokens = text.lines().toList();
    for (int id = 0; id < tokens.size(); id++) {
      Integer found = ids.get(tokens.get(id));
      if (found == null || found != id) {
        throw ModelLoadException.in(
                files.location(WORDS) + ":" + (id + 1), "the token differs from tokenizer.json's")
            .expected(found == null ? "a token of tokenizer.json" : "line " + (found + 1))
            .found(tokens.get(id))
            .remedy("Restore both files of the same model, or remove vocab.txt, which is not read.")
            .build();
      }
    }
  }
}
