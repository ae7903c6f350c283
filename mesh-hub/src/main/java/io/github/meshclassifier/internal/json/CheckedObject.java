package io.github.meshclassifier.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose fields are checked when they are read: that they are there, of their type, in
 * their range, and known. What is thrown is up to the subclass, which knows where the object is
 * from.
 *
 * <p>Methods that take a value read it as that of the key, which need not be a key of this object.
 * Immutable and thread-safe as long as nobody changes the object.
 *
 * @param <E> what is thrown
 */
public abstract class CheckedObject<E extends Exception> {
  private final JsonObject object;

  protected CheckedObject(JsonObject object) {
    this.object = object;
  }

  /** Describes a value that is not what was expected; null stands for a field that is missing. */
  public abstract E wrong(String key, @Nullable JsonElement found, String expected);

  public final JsonObject object() {
    return object;
  }

  /** Returns a field, or null if it is absent or JSON null. */
  public @Nullable JsonElement optional(String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull() ? null : value;
  }

  /** Requires that there are no other fields. */
  public final void requireKnown(Collection<String> known) throws E {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        throw wrong(key, object.get(key), "one of the fields " + known);
      }
    }
  }

  public final String text(String key) throws E {
    return text(key, optional(key));
  }

  public final @Nullable String optionalText(String key) throws E {
    JsonElement value = optional(key);
    return value == null ? null : text(key, value);
  }

  public final String text(String key, String absent) throws E {
    String value = optionalText(key);
    return value == null ? absent : value;
  }

  public final String text(String key, @Nullable JsonElement value) throws E {
    String text = JsonText.text(value);
    if (text == null) {
      throw wrong(key, value, "a string");
    }
    return text;
  }

  public boolean flag(String key) throws E {
    return flag(key, optional(key));
  }

  public final boolean flag(String key, boolean absent) throws E {
    JsonElement value = optional(key);
    return value == null ? absent : flag(key, value);
  }

  private boolean flag(String key, @Nullable JsonElement value) throws E {
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw wrong(key, value, "true or false");
  }

  public final int integer(String key, int least, int most) throws E {
    return integer(key, optional(key), least, most);
  }

  public final int integer(String key, int least, int most, int absent) throws E {
    JsonElement value = optional(key);
    return value == null ? absent : integer(key, value, least, most);
  }

  public final int integer(String key, @Nullable JsonElement value, int least, int most) throws E {
    Long number = JsonText.whole(value);
    if (number == null || number < least || number > most) {
      throw wrong(key, value, "an integer from " + least + " to " + most);
    }
    return number.intValue();
  }

  public final double real(String key, double least, double most) throws E {
    return real(key, optional(key), least, most);
  }

  public final double real(String key, double least, double most, double absent) throws E {
    JsonElement value = optional(key);
    return value == null ? absent : real(key, value, least, most);
  }

  public final double real(String key, @Nullable JsonElement value, double least, double most)
      throws E {
    if (value instanceof JsonPrimitive p && p.isNumber()) {
      double number = p.getAsDouble();
      if (number >= least && number <= most) {
        return number;
      }
    }
    boolean bounded = least > -Double.MAX_VALUE;
    throw wrong(key, value, bounded ? "a number from " + least + " to " + most : "a number");
  }

  public final JsonArray array(String key) throws E {
    return array(key, optional(key));
  }

  public final JsonArray array(String key, @Nullable JsonElement value) throws E {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong(key, value, "an array");
  }

  public final List<Double> reals(
      String key, @Nullable JsonElement value, double least, double most) throws E {
    List<Double> numbers = new ArrayList<>();
    for (JsonElement element : array(key, value)) {
      numbers.add(real(key + "[" + numbers.size() + "]", element, least, most));
    }
    return numbers;
  }

  public final List<String> texts(String key, @Nullable JsonElement value) throws E {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array(key, value)) {
      texts.add(text(key + "[" + texts.size() + "]", element));
    }
    return texts;
  }

  public final JsonObject object(String key) throws E {
    return object(key, optional(key));
  }

  public final JsonObject object(String key, @Nullable JsonElement value) throws E {
    if (value instanceof JsonObject found) {
      return found;
    }
    throw wrong(key, value, "an object");
  }
}
