package io.github.meshclassifier.internal.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.infer.ModelLoadException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the parts of a {@code tokenizer.json}; every failure names the part.
 *
 * <p>Immutable and thread-safe.
 */
record TokenizerElements(String location) {
  private static final Pattern PLAIN_INTEGER = Pattern.compile("[0-9]{1,18}");

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
    if (element instanceof JsonPrimitive number
        && number.isNumber()
        && PLAIN_INTEGER.matcher(number.getAsString()).matches()) {
      return Long.parseLong(number.getAsString());
    }
    throw wrong(name, "token ids");
  }

  ModelLoadException wrong(String name, String expected) {
    return ModelLoadException.in(location, "this is not a Hugging Face tokenizer: " + name)
        .expected(expected)
        .found("something else")
        .build();
  }
}
