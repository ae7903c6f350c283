package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@code tokenizer.json} of which every field is known. Anything else ends the reading;
 * nothing is skipped.
 *
 * <p>Immutable and thread-safe.
 */
final class KnownObject {
  private static final int MAX_DIGITS = 9;

  private final String part;
  private final JsonObject json;

  private KnownObject(String part, JsonObject json) {
    this.part = part;
    this.json = json;
  }

  /**
   * Takes an object.
   *
   * @param part its name, for messages
   * @param element the object
   * @param fields the fields that it may have
   * @throws UnknownPartException if it is no object, or has another field
   */
  static KnownObject of(String part, @Nullable JsonElement element, String... fields)
      throws UnknownPartException {
    if (!(element instanceof JsonObject object)) {
      throw new UnknownPartException(part + " is not an object");
    }
    Set<String> known = Set.of(fields);
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw new UnknownPartException(part + "." + name + " is not known");
      }
    }
    return new KnownObject(part, object);
  }

  /** Returns the type that an object names, or an empty text. */
  static String type(@Nullable JsonElement element) {
    return element instanceof JsonObject object
            && object.get("type") instanceof JsonPrimitive type
            && type.isString()
        ? type.getAsString()
        : "";
  }

  /** Returns whether a field is missing or null. */
  boolean isNull(String name) {
    JsonElement value = json.get(name);
    return value == null || value instanceof JsonNull;
  }

  /** Returns a field as it is, null if it is missing. */
  @Nullable JsonElement get(String name) {
    return json.get(name);
  }

  String text(String name) throws UnknownPartException {
    if (json.get(name) instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw unknown(name);
  }

  boolean flag(String name) throws UnknownPartException {
    if (json.get(name) instanceof JsonPrimitive value && value.isBoolean()) {
      return value.getAsBoolean();
    }
    throw unknown(name);
  }

  /** Returns a flag, or what a missing one stands for. */
  boolean flag(String name, boolean missing) throws UnknownPartException {
    return json.has(name) ? flag(name) : missing;
  }

  int integer(String name) throws UnknownPartException {
    return integer(json.get(name), name);
  }

  private int integer(@Nullable JsonElement element, String name) throws UnknownPartException {
    if (element instanceof JsonPrimitive value && value.isNumber()) {
      if (value.getAsNumber() instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE) {
        return id.intValue();
      }
      String digits = value.getAsString();
      if (digits.length() <= MAX_DIGITS && isPlain(digits)) {
        return Integer.parseInt(digits);
      }
    }
    throw unknown(name);
  }

  /** Numbers such as 1.0, 1e3 and 01 are not read as the library might read them. */
  private static boolean isPlain(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return digits.length() == 1 || digits.charAt(0) != '0';
  }

  JsonArray array(String name) throws UnknownPartException {
    if (json.get(name) instanceof JsonArray array) {
      return array;
    }
    throw unknown(name);
  }

  /** Returns an object of any names, each with an id. */
  Map<String, Integer> ids(String name) throws UnknownPartException {
    if (!(json.get(name) instanceof JsonObject object)) {
      throw unknown(name);
    }
    Map<String, Integer> ids = new LinkedHashMap<>(object.size() * 2);
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      ids.put(entry.getKey(), integer(entry.getValue(), name));
    }
    return ids;
  }

  /** Returns an object of any names that are asked for by other fields. */
  JsonObject object(String name) throws UnknownPartException {
    if (json.get(name) instanceof JsonObject object) {
      return object;
    }
    throw unknown(name);
  }

  void require(String name, boolean value) throws UnknownPartException {
    if (flag(name) != value) {
      throw unknown(name);
    }
  }

  void require(String name, String value) throws UnknownPartException {
    if (!text(name).equals(value)) {
      throw unknown(name);
    }
  }

  /** Returns what to throw for a value that is not known. */
  UnknownPartException unknown(String name) {
    String value = String.valueOf(json.get(name));
    return new UnknownPartException(
        part + "." + name + " is " + (value.length() <= 40 ? value : value.substring(0, 40)));
  }
}
