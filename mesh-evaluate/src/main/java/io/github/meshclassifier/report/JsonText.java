package io.github.meshclassifier.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes JSON (RFC 8259) with two blanks of indentation.
 *
 * <p>Takes maps with texts as keys, in their order; iterables; texts; numbers of the types {@code
 * double}, {@code long} and {@code int}; booleans; and {@code OptionalDouble}. A number that is not
 * finite or not there is {@code null}. Every finite double reads back to the bit, and the result is
 * ASCII, so that half a surrogate pair survives as well.
 */
final class JsonText {
  /** Doubles distinguish all numbers of so many decimal digits. */
  private static final int SURE_DIGITS = 15;

  /** So many decimal digits distinguish all doubles. */
  private static final int ENOUGH_DIGITS = 17;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private JsonText() {}

  static String of(Object value) {
    // By char, not by code point: JSON escapes the halves of a pair.
    StringBuilder ascii = new StringBuilder();
    for (char c : GSON.toJson(element(value)).toCharArray()) {
      ascii.append(c < 0x7F ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return ascii.append('\n').toString();
  }

  /**
   * Makes an object of keys and values in turn, in this order.
   *
   * @param members a key, its value and so on; a value that is an empty {@code Optional} is left
   *     out with its key
   */
  static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      String key = (String) members[i];
      if (members[i + 1] instanceof Optional<?> optional) {
        optional.ifPresent(value -> object.put(key, value));
      } else {
        object.put(key, members[i + 1]);
      }
    }
    return object;
  }

  private static JsonElement element(Object value) {
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    } else if (value instanceof OptionalDouble optional) {
      return number(optional.orElse(Double.NaN));
    } else if (value instanceof Double number) {
      return number(number);
    } else if (value instanceof Long || value instanceof Integer) {
      return new JsonPrimitive((Number) value);
    } else if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    } else if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, each) -> object.add((String) key, element(each)));
      return object;
    } else if (value instanceof Iterable<?> iterable) {
      JsonArray array = new JsonArray();
      iterable.forEach(each -> array.add(element(each)));
      return array;
    }
    throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
  }

  /**
   * Returns the fewest digits that distinguish the number from all others. Not by {@code
   * Double.toString}, which gives other digits from Java 19 on.
   */
  private static JsonElement number(double number) {
    if (!Double.isFinite(number)) {
      return JsonNull.INSTANCE;
    } else if (number == 0) {
      return new JsonPrimitive(1 / number < 0 ? (Number) number : (Number) 0);
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal rounded = exact;
    for (int digits = SURE_DIGITS; digits <= ENOUGH_DIGITS; digits++) {
      rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        break;
      }
    }
    BigDecimal stripped = rounded.stripTrailingZeros();
    boolean plain = stripped.scale() < 0 && stripped.precision() - stripped.scale() <= SURE_DIGITS;
    return new JsonPrimitive(plain ? stripped.setScale(0) : stripped);
  }
}
