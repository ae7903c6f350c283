package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes JSON values as YAML in block style, so that YAML 1.1 and 1.2 readers get the same values
 * back: every string is double-quoted on one line, whatever is in it.
 */
final class YamlText {
  private static final Pattern PLAIN_KEY = Pattern.compile("[a-z][a-z_-]*");

  /** What YAML 1.1 reads as a boolean or null. */
  private static final Pattern KEYWORD = Pattern.compile("y|yes|n|no|true|false|on|off|null");

  private YamlText() {}

  /**
   * Returns the lines of a mapping.
   *
   * @throws IllegalArgumentException if a value is null, or a number is not finite
   */
  static String of(JsonObject mapping) {
    StringBuilder text = new StringBuilder();
    mapping(text, mapping, "");
    return text.toString();
  }

  private static void mapping(StringBuilder text, JsonObject mapping, String indent) {
    boolean first = true;
    for (Map.Entry<String, JsonElement> entry : mapping.entrySet()) {
      // The caller has written the indentation of the first line.
      text.append(first ? "" : indent).append(key(entry.getKey())).append(':');
      value(text, entry.getValue(), indent);
      first = false;
    }
  }

  private static void value(StringBuilder text, JsonElement value, String indent) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      text.append('\n').append(indent).append("  ");
      mapping(text, object, indent + "  ");
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      text.append('\n');
      for (JsonElement element : array) {
        text.append(indent).append("-");
        element(text, element, indent);
      }
    } else {
      text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static void element(StringBuilder text, JsonElement element, String indent) {
    if (element instanceof JsonObject object && !object.isEmpty()) {
      text.append(' ');
      mapping(text, object, indent + "  ");
    } else {
      value(text, element, indent + "  ");
    }
  }

  private static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() && !KEYWORD.matcher(key).matches() ? key : quote(key);
  }

  private static String scalar(JsonElement value) {
    if (value instanceof JsonArray) {
      return "[]";
    } else if (value instanceof JsonObject) {
      return "{}";
    } else if (value instanceof JsonPrimitive primitive) {
      return primitive.isNumber()
          ? number(primitive.getAsNumber())
          : primitive.isBoolean() ? primitive.getAsString() : quote(primitive.getAsString());
    }
    throw new IllegalArgumentException("a YAML value must not be null");
  }

  /** Without an exponent, whose sign YAML 1.1 requires and JSON does not write. */
  private static String number(Number number) {
    if (number instanceof Double && !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException("a YAML number must be finite, was " + number);
    }
    return new BigDecimal(number.toString()).toPlainString();
  }

  /** Returns a double-quoted scalar; half a surrogate pair becomes U+FFFD. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                quoted.append("\\uFFFD");
              } else if (isPlain(c)) {
                quoted.appendCodePoint(c);
              } else if (c <= 0xFFFF) {
                quoted.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits((short) c));
              } else {
                quoted.append(String.format(Locale.ROOT, "\\U%08X", c));
              }
            });
    return quoted.append('"').toString();
  }

  /** What every reader takes as it is; not so control characters, line ends, marks and the like. */
  private static boolean isPlain(int c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SPACE_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
