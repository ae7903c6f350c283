package io.github.meshclassifier.internal.files;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.model.ModelLoadException;
import org.jspecify.annotations.Nullable;

/**
 * Typed, range-checked access to the fields of a JSON object; every failure names the field.
 *
 * <p>Immutable and thread-safe as long as nobody changes the object.
 */
public record JsonFields(JsonObject object, String file, String location) {
  /** Returns the field, or null if it is absent or JSON null. */
  public @Nullable JsonElement optional(String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull() ? null : value;
  }

  public JsonElement required(String key, String expected) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value == null) {
      throw problem(key + " is missing").expected(expected).build();
    }
    return value;
  }

  public int integer(String key, int least, int most) throws ModelLoadException {
    return integer(key, required(key, range(least, most)), least, most);
  }

  public int integer(String key, int least, int most, int absent) throws ModelLoadException {
    JsonElement value = optional(key);
    return value == null ? absent : integer(key, value, least, most);
  }

  public int integer(String key, JsonElement value, int least, int most) throws ModelLoadException {
    if (value instanceof JsonPrimitive p
        && p.isNumber()
        && p.getAsNumber() instanceof Long number
        && number >= least
        && number <= most) {
      return number.intValue();
    }
    throw wrong(key, value, range(least, most));
  }

  public double real(String key, double least, double most, double absent)
      throws ModelLoadException {
    JsonElement value = optional(key);
    return value == null ? absent : real(key, value, least, most);
  }

  public double real(String key, JsonElement value, double least, double most)
      throws ModelLoadException {
    if (value instanceof JsonPrimitive p && p.isNumber()) {
      double number = p.getAsDouble();
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(key, value, "a number from " + least + " to " + most);
  }

  public String text(String key, String absent) throws ModelLoadException {
    String value = text(key);
    return value == null ? absent : value;
  }

  public @Nullable String text(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    return value == null ? null : text(key, value);
  }

  public String text(String key, JsonElement value) throws ModelLoadException {
    if (value instanceof JsonPrimitive p && p.isString()) {
      return p.getAsString();
    }
    throw wrong(key, value, "a string");
  }

  public boolean flag(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value == null) {
      return false;
    }
    if (value instanceof JsonPrimitive p && p.isBoolean()) {
      return p.getAsBoolean();
    }
    throw wrong(key, value, "true or false");
  }

  public JsonArray array(String key) throws ModelLoadException {
    return array(key, required(key, "an array"));
  }

  public JsonArray array(String key, JsonElement value) throws ModelLoadException {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong(key, value, "an array");
  }

  public ModelLoadException wrong(String key, JsonElement value, String expected) {
    return problem(key + " is not valid").expected(expected).found(value).build();
  }

  public ModelLoadException.Builder problem(String what) {
    return ModelLoadException.in(location, file + ": " + what);
  }

  private static String range(int least, int most) {
    return "an integer from " + least + " to " + most;
  }
}
