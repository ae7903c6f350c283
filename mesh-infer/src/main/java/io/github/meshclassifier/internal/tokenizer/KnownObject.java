package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.json.CheckedObject;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@code tokenizer.json} of which every field is known. Anything else ends the reading;
 * nothing is skipped. Immutable and thread-safe.
 */
final class KnownObject extends CheckedObject<UnknownPartException> {
  private final String part;

  private KnownObject(String part, JsonObject json) {
    super(json);
    this.part = part;
  }

  /**
   * Takes an object.
   *
   * @param part its name, for messages
   * @param fields the fields that it may have
   */
  static KnownObject of(String part, @Nullable JsonElement element, String... fields)
      throws UnknownPartException {
    if (!(element instanceof JsonObject object)) {
      throw new UnknownPartException(part + " is not an object");
    }
    KnownObject known = new KnownObject(part, object);
    known.requireKnown(List.of(fields));
    return known;
  }

  /** Returns the type that an object names, or an empty text. */
  static String type(@Nullable JsonElement element) {
    return element instanceof JsonObject object
        ? Objects.requireNonNullElse(JsonText.text(object.get("type")), "")
        : "";
  }

  /** Returns a field as it is: null in the file is a value, which few fields may have. */
  @Override
  public @Nullable JsonElement optional(String name) {
    return object().get(name);
  }

  boolean isNull(String name) {
    JsonElement value = optional(name);
    return value == null || value instanceof JsonNull;
  }

  int integer(String name) throws UnknownPartException {
    return integer(name, 0, Integer.MAX_VALUE);
  }

  /** Returns an object of any names, each with an id. */
  Map<String, Integer> ids(String name) throws UnknownPartException {
    JsonObject object = object(name);
    Map<String, Integer> ids = new LinkedHashMap<>(object.size() * 2);
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      ids.put(entry.getKey(), integer(name, entry.getValue(), 0, Integer.MAX_VALUE));
    }
    return ids;
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
    return wrong(name, optional(name), "a known value");
  }

  @Override
  public UnknownPartException wrong(String name, @Nullable JsonElement found, String expected) {
    return new UnknownPartException(
        part
            + "."
            + name
            + " is "
            + Printable.clip(String.valueOf(found))
            + ", expected "
            + expected);
  }
}
