package io.github.meshclassifier.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
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
  /** Every number of so many decimal digits is told apart by a double. */
  private static final int SURE_DIGITS = 15;

  /** So many decimal digits tell all doubles apart. */
  private static final int ENOUGH_DIGITS = 17;

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(Object value) {
    JsonText json = new JsonText();
    json.value(value, 0);
    return json.text.append('\n').toString();
  }

  private void value(Object value, int depth) {
    if (value instanceof String string) {
      string(string);
    } else if (value instanceof OptionalDouble optional) {
      number(optional.orElse(Double.NaN));
    } else if (value instanceof Double number) {
      number(number);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof Iterable<?> iterable) {
      array(iterable, depth);
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
    }
  }

  private void number(double number) {
    text.append(Double.isFinite(number) ? shortest(number) : "null");
  }

  /**
   * Returns as few digits as tell the number from all others. Not by {@code Double.toString}, which
   * gives other digits from Java 19 on.
   */
  private static String shortest(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0";
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
    return plain ? stripped.toPlainString() : stripped.toString();
  }

  private void object(Map<?, ?> map, int depth) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      line(depth + 1);
      string((String) entry.getKey());
      text.append(": ");
      value(entry.getValue(), depth + 1);
      separator = ",";
    }
    if (!map.isEmpty()) {
      line(depth);
    }
    text.append('}');
  }

  private void array(Iterable<?> values, int depth) {
    text.append('[');
    Iterator<?> iterator = values.iterator();
    boolean empty = !iterator.hasNext();
    while (iterator.hasNext()) {
      line(depth + 1);
      value(iterator.next(), depth + 1);
      text.append(iterator.hasNext() ? "," : "");
    }
    if (!empty) {
      line(depth);
    }
    text.append(']');
  }

  private void line(int depth) {
    text.append('\n').append("  ".repeat(depth));
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c >= ' ' && c < 0x7F) {
            text.append(c);
          } else {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          }
        }
      }
    }
    text.append('"');
  }
}
