package io.github.meshclassifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void of_eachKind_asWritten() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put("b", List.of(0.5, 1e-7, 1.0, 100.0, 1e22, 0.1 + 0.2, -0.0, Double.NaN));
    map.put("c", List.of(OptionalDouble.empty(), OptionalDouble.of(2.5), true, 9L));
    map.put("d", Map.of());
    map.put("e", List.of());
    map.put("\"\\\n\t\r\u0000\u00fc\uD83D", "</script>");
    assertThat(JsonText.of(map))
        .isEqualTo(
            """
            {
              "a": 1,
              "b": [
                0.5,
                1E-7,
                1,
                100,
                1E+22,
                0.30000000000000004,
                -0.0,
                null
              ],
              "c": [
                null,
                2.5,
                true,
                9
              ],
              "d": {},
              "e": [],
              "\\"\\\\\\n\\t\\r\\u0000\\u00fc\\ud83d": "</script>"
            }
            """);
  }

  @Test
  void of_anyTree_readsBackToTheBit() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      Object tree = tree(random, 4);
      assertSame(JsonParser.parseString(JsonText.of(tree)), tree);
    }
  }

  private static Object tree(Random random, int depth) {
    switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> {
        double number = Double.longBitsToDouble(random.nextLong());
        return random.nextBoolean() && Double.isFinite(number) ? number : random.nextDouble();
      }
      case 1 -> {
        return random.nextLong();
      }
      case 2 -> {
        return text(random);
      }
      case 3 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(tree(random, depth - 1));
        }
        return list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), tree(random, depth - 1));
        }
        return map;
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
    }
    return text.toString();
  }

  private static void assertSame(JsonElement found, Object expected) {
    if (expected instanceof Double number) {
      assertThat(Double.doubleToRawLongBits(found.getAsDouble()))
          .isEqualTo(Double.doubleToRawLongBits(number));
    } else if (expected instanceof Long number) {
      assertThat(found.getAsLong()).isEqualTo(number);
    } else if (expected instanceof String text) {
      assertThat(found.getAsString()).isEqualTo(text);
    } else if (expected instanceof List<?> list) {
      JsonArray array = found.getAsJsonArray();
      assertThat(array).hasSameSizeAs(list);
      for (int i = 0; i < list.size(); i++) {
        assertSame(array.get(i), list.get(i));
      }
    } else {
      JsonObject object = found.getAsJsonObject();
      Map<?, ?> map = (Map<?, ?>) expected;
      assertThat(object.keySet()).containsExactlyElementsOf(keys(map));
      map.forEach((key, value) -> assertSame(object.get((String) key), value));
    }
  }

  private static List<String> keys(Map<?, ?> map) {
    return map.keySet().stream().map(String.class::cast).toList();
  }

  @Test
  void of_unknownType_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonText.of(List.of(new StringBuilder())))
        .withMessage("no JSON for java.lang.StringBuilder");
  }
}
