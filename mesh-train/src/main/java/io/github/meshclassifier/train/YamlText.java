package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * Writes JSON values as YAML in block style and ASCII, so that YAML 1.1 and 1.2 readers get the
 * same values back: every string is double-quoted on one line, whatever is in it.
 */
final class YamlText {
  private static final Pattern PLAIN_KEY = Pattern.compile("[a-z][a-z_-]*");

  /** What YAML 1.1 reads as a boolean or null. */
  private static final Pattern KEYWORD = Pattern.compile("y|yes|n|no|true|false|on|off|null");

  private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");

  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setUseUnicodeEncoding(false).setSplitLines(false).build();

  private YamlText() {}

  /**
   * Returns the lines of a mapping.
   *
   * @throws IllegalArgumentException if a value is null, or a number is not finite
   */
  static String of(JsonObject mapping) {
    return new Dump(SETTINGS, new JsonRepresenter()).dumpToString(mapping);
  }

  private static final class JsonRepresenter extends StandardRepresenter {
    JsonRepresenter() {
      super(SETTINGS);
      representers.put(String.class, key -> key((String) key));
      representers.put(JsonPrimitive.class, value -> scalar((JsonPrimitive) value));
      representers.put(
          JsonObject.class,
          map -> representMapping(Tag.MAP, ((JsonObject) map).asMap(), FlowStyle.BLOCK));
      representers.put(
          JsonArray.class,
          list -> representSequence(Tag.SEQ, ((JsonArray) list).asList(), FlowStyle.BLOCK));
      representers.put(
          JsonNull.class,
          nothing -> {
            throw new IllegalArgumentException("a YAML value must not be null");
          });
    }

    private Node key(String key) {
      boolean plain = PLAIN_KEY.matcher(key).matches() && !KEYWORD.matcher(key).matches();
      return plain ? representScalar(Tag.STR, key, ScalarStyle.PLAIN) : quoted(key);
    }

    private Node scalar(JsonPrimitive value) {
      if (value.isNumber()) {
        return number(value.getAsNumber());
      }
      return value.isBoolean()
          ? representScalar(Tag.BOOL, value.getAsString(), ScalarStyle.PLAIN)
          : quoted(value.getAsString());
    }

    /** Half a surrogate pair, which YAML cannot hold, becomes U+FFFD. */
    private Node quoted(String text) {
      return representScalar(
          Tag.STR, HALF_PAIR.matcher(text).replaceAll("\uFFFD"), ScalarStyle.DOUBLE_QUOTED);
    }

    /** Without an exponent, whose sign YAML 1.1 requires and JSON does not write. */
    private Node number(Number number) {
      if (number instanceof Double && !Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException("a YAML number must be finite, was " + number);
      }
      String plain = new BigDecimal(number.toString()).toPlainString();
      Tag tag = plain.contains(".") ? Tag.FLOAT : Tag.INT;
      return representScalar(tag, plain, ScalarStyle.PLAIN);
    }
  }
}
