package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a {@code tokenizer.json} and their ids, to be checked against the model: a
 * tokenizer of another model gives plausible ids and meaningless scores.
 *
 * @param ids all tokens with their ids; read only
 * @param size the rows that a model needs for them
 */
record TokenizerVocabulary(String location, Map<String, Long> ids, long size) {

  /**
   * Collects the tokens of the model and those added to it; throws ModelLoadException if they are
   * not tokens and ids, or an added token has an id that the tokenizers library would not give it.
   */
  static TokenizerVocabulary of(JsonObject root, String location) throws ModelLoadException {
    TokenizerElements elements = new TokenizerElements(root, location);
    Map<String, Long> ids = new LinkedHashMap<>();
    JsonElement vocabulary = elements.object("model").get("vocab");
    if (vocabulary instanceof JsonArray pieces) {
      for (JsonElement piece : pieces) {
        JsonArray pair = elements.array("vocab", piece);
        if (pair.size() != 2) {
          throw elements.wrong("vocab", "pairs of a token and its score");
        }
        ids.put(elements.text("vocab", pair.get(0)), (long) ids.size());
      }
      if (ids.size() != pieces.size()) {
        throw elements.wrong("vocab", "every token once");
      }
    } else {
      for (Map.Entry<String, JsonElement> entry : elements.object("vocab", vocabulary).entrySet()) {
        ids.put(entry.getKey(), elements.id("vocab", entry.getValue()));
      }
    }
    for (String token : ids.keySet()) {
      if (!JavaTokenizer.isWellFormed(token)) {
        throw elements.wrong("vocab", "tokens of valid Unicode");
      }
    }
    if (root.get("added_tokens") instanceof JsonArray tokens) {
      addTo(ids, tokens, elements);
    }
    long highest = -1;
    for (Map.Entry<String, Long> entry : ids.entrySet()) {
      // No text has the empty token, which blank lines of a vocab.txt make, so it needs no row.
      highest = entry.getKey().isEmpty() ? highest : Math.max(highest, entry.getValue());
    }
    return new TokenizerVocabulary(location, Collections.unmodifiableMap(ids), highest + 1);
  }

  /** The library numbers added tokens itself, and drops an id that the file gives otherwise. */
  private static void addTo(Map<String, Long> ids, JsonArray tokens, TokenizerElements elements)
      throws ModelLoadException {
    long next = ids.size();
    for (JsonElement element : tokens) {
      JsonObject token = elements.object("added_tokens", element);
      long id = elements.id("added_tokens", token.get("id"));
      String content = elements.text("added_tokens", token.get("content"));
      if (content.isEmpty()) {
        throw elements.wrong("added_tokens", "tokens that are not empty");
      }
      Long known = ids.get(content);
      long given = known != null ? known : next;
      if (given != id) {
        throw elements
            .problem("added_tokens gives a token an id that is not its own")
            .expected(given)
            .found(id + " for " + content)
            .remedy("Restore the tokenizer.json that the model was published with.")
            .build();
      }
      if (known == null) {
        ids.put(content, next);
        next++;
      }
    }
  }

  @Nullable Long id(String token) {
    return ids.get(token);
  }

  /**
   * Requires that every id has a row in the model's embedding table. A table may have any number of
   * rows that no token uses, as tables are rounded up, and tokens are taken off a vocabulary.
   */
  void requireFits(int rows) throws ModelLoadException {
    if (size > rows) {
      throw ModelLoadException.in(location, "the tokenizer belongs to another model")
          .expected("token ids below vocab_size " + rows + " of config.json")
          .found("ids up to " + (size - 1))
          .remedy("Put the tokenizer files of the model beside its weights.")
          .build();
    }
  }
}
