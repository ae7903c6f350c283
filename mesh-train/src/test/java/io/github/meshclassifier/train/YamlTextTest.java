package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTextTest {
  private static final int[] CODE_POINTS = {
    'a', 'Z', '0', ' ', '"', '\\', '\'', ':', '#', '-', '{', '[', ',', '&', '*', '!', '|', '>', '%',
    '@', '`', '\n', '\r', '\t', 0, 7, 0x7F, 0x85, 0xA0, 0xAD, 0xE9, 0x131, 0x2028, 0x2029, 0x202E,
    0xFEFF, 0xFFFD, 0xFFFE, 0xE000, 0x1F600, 0x10FFFF
  };

  static Object load(String yaml) {
    return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
        .loadFromString(yaml);
  }

  /** The value that a YAML reader should give. */
  private static Object plain(JsonElement element) {
    if (element instanceof JsonObject object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    } else if (element instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(value -> list.add(plain(value)));
      return list;
    }
    JsonPrimitive primitive = element.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    } else if (primitive.isNumber()) {
      return primitive.getAsNumber();
    }
    return primitive.getAsString();
  }

  @Test
  void of_nestedValues_blockStyle() {
    JsonObject json =
        JsonParser.parseString(
                "{\"license\":\"mit\",\"tags\":[\"a\",\"no\"],\"none\":[],\"empty\":{},\"model-index\":[{\"name\":\"x:"
                    + " y\",\"results\":[{\"task\":{\"type\":\"t\"}}]}],"
                    + "\"nested\":[[1,2],[{}]],\"on\":true}")
            .getAsJsonObject();
    String yaml = YamlText.of(json);
    assertThat(yaml)
        .isEqualTo(
            """
            license: "mit"
            tags:
            - "a"
            - "no"
            none: []
            empty: {}
            model-index:
            - name: "x: y"
              results:
              - task:
                  type: "t"
            nested:
            - - 1
              - 2
            - - {}
            "on": true
            """);
    assertThat(load(yaml).toString()).isEqualTo(plain(json).toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1e-4, 0.8828231036042830, 1e-17, 1e22, -3.5, Double.MIN_VALUE})
  void of_number_sameValueWithoutExponent(double value) {
    JsonObject json = new JsonObject();
    json.addProperty("value", value);
    String yaml = YamlText.of(json);
    assertThat(yaml).matches("value: -?[0-9]+(\\.[0-9]+)?\n");
    assertThat(((Number) ((Map<?, ?>) load(yaml)).get("value")).doubleValue()).isEqualTo(value);
  }

  @Test
  void of_anyStrings_readBackEqual() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      JsonObject json = new JsonObject();
      for (int i = random.nextInt(4); i >= 0; i--) {
        json.add(text(random), value(random, 3));
      }
      assertThat(load(YamlText.of(json))).isEqualTo(plain(json));
    }
  }

  private static JsonElement value(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 2 : 4);
    if (kind == 2) {
      JsonArray array = new JsonArray();
      for (int i = random.nextInt(3); i > 0; i--) {
        array.add(value(random, depth - 1));
      }
      return array;
    } else if (kind == 3) {
      JsonObject object = new JsonObject();
      for (int i = random.nextInt(3); i > 0; i--) {
        object.add(text(random), value(random, depth - 1));
      }
      return object;
    }
    return kind == 0 ? new JsonPrimitive(text(random)) : new JsonPrimitive(random.nextInt(1_000));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }

  private static String line(String text) {
    JsonObject json = new JsonObject();
    json.addProperty("a", text);
    return YamlText.of(json);
  }

  @Test
  void of_halfSurrogatePair_replaced() {
    assertThat(line("a\uD83Db\uDE00")).isEqualTo("a: \"a\\ufffdb\\ufffd\"\n");
    assertThat(line("\uDBFF\uDFFF\u00AD")).isEqualTo("a: \"\\U0010ffff\\xad\"\n");
  }

  /** YAML 1.1, which the Hub reads by, takes these for other types where they are not quoted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "on",
        "y",
        "1e3",
        "1_000",
        "0x1f",
        "0o17",
        "12:30:45",
        "2026-01-01",
        "~",
        "null",
        "true",
        ".inf",
        ".nan",
        "=",
        "<<",
        "",
        " ",
        "- a",
        "a: b",
        "#",
        "!!int 1"
      })
  void of_textLikeAnotherType_staysQuoted(String text) {
    assertThat(line(text)).isEqualTo("a: \"" + text + "\"\n");
    JsonObject key = new JsonObject();
    key.addProperty(text + ".", 1);
    key.addProperty(text, 1);
    assertThat(YamlText.of(key)).contains("\"" + text + "\"").startsWith("\"" + text + ".\": 1\n");
  }

  @Test
  void of_longText_staysOnOneLine() {
    String words = "one two ".repeat(100);
    assertThat(line(words)).isEqualTo("a: \"" + words + "\"\n");
  }

  @Test
  void of_nullOrNotFinite_refused() {
    JsonObject json = new JsonObject();
    json.add("a", JsonNull.INSTANCE);
    assertThatIllegalArgumentException().isThrownBy(() -> YamlText.of(json));
    json.addProperty("a", Double.NaN);
    assertThatIllegalArgumentException().isThrownBy(() -> YamlText.of(json));
  }
}
