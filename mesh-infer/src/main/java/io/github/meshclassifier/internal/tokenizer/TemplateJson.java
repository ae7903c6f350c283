package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * The {@code TemplateProcessing} post-processor of a tokenizer.json: where special tokens stand
 * around one text or a pair of texts, and in which segment each is. Not thread-safe; one per
 * tokenizer.
 */
final class TemplateJson {
  private final SpecialTokens tokens;
  private final JsonObject json = new JsonObject();
  private final JsonObject definitions = new JsonObject();

  TemplateJson(SpecialTokens tokens) {
    this.tokens = tokens;
    json.addProperty("type", "TemplateProcessing");
  }

  /**
   * Sets one of the two templates.
   *
   * @param name {@code single} or {@code pair}
   * @param pieces the text {@code A} or {@code B}, or the role of a special token, each followed by
   *     a colon and its segment
   */
  TemplateJson with(String name, String... pieces) {
    JsonArray array = new JsonArray();
    for (String piece : pieces) {
      int colon = piece.indexOf(':');
      String role = piece.substring(0, colon);
      boolean text = role.length() == 1;
      JsonObject value = new JsonObject();
      value.addProperty("id", text ? role : tokens.token(role));
      value.addProperty("type_id", Integer.valueOf(piece.substring(colon + 1)));
      JsonObject element = new JsonObject();
      element.add(text ? "Sequence" : "SpecialToken", value);
      array.add(element);
      if (!text) {
        definitions.add(tokens.token(role), tokens.templateToken(role));
      }
    }
    json.add(name, array);
    return this;
  }

  JsonObject toJson() {
    json.add("special_tokens", definitions);
    return json;
  }
}
