package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.json.JsonText;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model tells upper from lower case.
 *
 * <p>Text lower-cased for a cased vocabulary, or the reverse, gives plausible ids and worse scores.
 * Immutable and thread-safe.
 */
public enum Casing {
  /** Upper and lower case are different tokens. */
  CASED,
  /** Text is lower-cased first. */
  UNCASED;

  /** One token with an upper-case letter in this many makes a vocabulary cased. */
  private static final int CLEARLY_CASED = 100;

  public static Casing lowercase(boolean lowercase) {
    return lowercase ? UNCASED : CASED;
  }

  /**
   * Infers the casing from the tokens: an uncased vocabulary was made of lower-cased text and has
   * no upper-case letter outside the special tokens in brackets; returns the casing, or empty if
   * there are no letters or too few upper-case ones to tell.
   */
  static Optional<Casing> ofTokens(Collection<String> tokens) {
    int words = 0;
    int upper = 0;
    for (String token : tokens) {
      if (token.startsWith("[") && token.endsWith("]")) {
        continue;
      }
      if (token.codePoints().anyMatch(Character::isLetter)) {
        words++;
      }
      if (token.codePoints().anyMatch(c -> Character.toLowerCase(c) != c)) {
        upper++;
      }
    }
    if (words == 0 || (upper > 0 && upper < Math.max(words / CLEARLY_CASED, 2))) {
      return Optional.empty();
    }
    return Optional.of(upper > 0 ? CASED : UNCASED);
  }

  /** Returns what the {@code normalizer} of a tokenizer.json does. */
  static Casing ofNormalizer(@Nullable JsonElement normalizer) {
    if (!(normalizer instanceof JsonObject object)) {
      return CASED;
    }
    if (object.get("normalizers") instanceof JsonArray members) {
      for (JsonElement member : members) {
        if (ofNormalizer(member) == UNCASED) {
          return UNCASED;
        }
      }
      return CASED;
    }
    return lowercase(
        new JsonPrimitive("Lowercase").equals(object.get("type"))
            || JsonText.isTrue(object.get("lowercase")));
  }
}
