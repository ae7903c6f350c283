package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.model.ModelLoadException;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the parts of a {@code tokenizer.json}; every failure names the part.
 *
 * <p>Immutable and thread-safe.
 */
record TokenizerElements(String location) {
  private static final int MAX_DIGITS = 18;

  JsonObject object(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw wrong(name, "an object");
  }

  JsonArray array(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, "an array");
  }

  String text(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    throw wrong(name, "a string");
  }

  /** Returns a token id, an integer that is not negative. */
  long id(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonPrimitive value && value.isNumber()) {
      Number number = value.getAsNumber();
      if (number instanceof Long id && id >= 0) {
        return id;
      }
      if (isPlainInteger(number.toString())) {
        return Long.parseLong(number.toString());
      }
    }
    throw wrong(name, "token ids");
  }

  /** As the expression [0-9]{1,18}, which is slow for the tokens of a vocabulary. */
  private static boolean isPlainInteger(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return !digits.isEmpty() && digits.length() <= MAX_DIGITS;
  }

  ModelLoadException wrong(String name, String expected) {
    return ModelLoadException.in(location, "this is not a Hugging Face tokenizer: " + name)
        .expected(expected)
        .found("something else")
        .build();
  }
}
