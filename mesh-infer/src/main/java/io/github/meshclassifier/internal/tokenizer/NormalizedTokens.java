package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.unicode.CompatibilityForm;
import io.github.meshclassifier.model.ModelLoadException;
import org.jspecify.annotations.Nullable;

/**
 * Requires that something is left of an added token after it was normalized. The native library
 * looks for the normalized token in the text; it finds an empty one between any two bytes, and ends
 * the process if these are bytes of one character.
 */
final class NormalizedTokens {
  private NormalizedTokens() {}

  static void check(TokenizerElements elements) throws ModelLoadException {
    JsonElement normalizer = elements.optional("normalizer");
    if (!(normalizer instanceof JsonObject)
        || !(elements.optional("added_tokens") instanceof JsonArray tokens)) {
      return;
    }
    boolean replaces = has(normalizer, "Replace") || has(normalizer, "Precompiled");
    for (JsonElement element : tokens) {
      JsonObject token = elements.object("added_tokens", element);
      if (!JsonText.isTrue(token.get("normalized"))) {
        continue;
      }
      String content = elements.text("added_tokens", token.get("content"));
      if (replaces ? content.chars().noneMatch(NormalizedTokens::isPrintable) : !stays(content)) {
        throw elements
            .problem("an added token may be normalized to nothing")
            .expected("letters, or normalized: false")
            .found(content)
            .build();
      }
      requireNothingRemoved(normalizer, elements);
    }
  }

  private static void requireNothingRemoved(
      @Nullable JsonElement normalizer, TokenizerElements elements) throws ModelLoadException {
    if (!(normalizer instanceof JsonObject object)) {
      return;
    }
    if (object.get("normalizers") instanceof JsonArray members) {
      for (JsonElement member : members) {
        requireNothingRemoved(member, elements);
      }
    } else if (has(object, "Replace")
        && elements
            .text("content", object.get("content"))
            .chars()
            .noneMatch(NormalizedTokens::isPrintable)) {
      throw elements
          .problem("a normalizer may leave nothing of an added token")
          .expected("a replacement with letters, or added tokens with normalized: false")
          .found(object.get("content"))
          .build();
    }
  }

  /** Returns whether what is left of a text is never only space and marks. */
  static boolean stays(String text) {
    return CompatibilityForm.decomposed(text)
        .codePoints()
        .anyMatch(c -> Character.isLetterOrDigit(c) || isPrintable(c));
  }

  static boolean isPrintable(int c) {
    return c > ' ' && c < 0x7F;
  }

  /** Returns whether a normalizer is of a type, or a part of it is. */
  static boolean has(@Nullable JsonElement normalizer, String type) {
    if (!(normalizer instanceof JsonObject object)) {
      return false;
    }
    return object.get("normalizers") instanceof JsonArray members
        ? members.asList().stream().anyMatch(member -> has(member, type))
        : new JsonPrimitive(type).equals(object.get("type"));
  }
}
