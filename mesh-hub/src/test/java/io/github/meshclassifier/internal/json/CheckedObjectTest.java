package io.github.meshclassifier.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckedObjectTest {
  private static final class Fields extends CheckedObject<JsonFormatException> {
    Fields(JsonObject object) {
      super(object);
    }

    @Override
    public JsonFormatException wrong(String key, @Nullable JsonElement found, String expected) {
      return new JsonFormatException(key + ": expected " + expected + ", found " + found);
    }
  }

  private static Fields fields(String json) throws JsonFormatException {
    return new Fields(JsonText.object(json.getBytes(UTF_8)));
  }

  /** Reads every field as what the key names. */
  private static void read(Fields fields) throws JsonFormatException {
    fields.requireKnown(List.of("text", "flag", "integer", "real", "array", "object", "reals"));
    fields.text("text");
    fields.flag("flag");
    fields.integer("integer", 1, 3);
    fields.real("real", 0, 1);
    fields.array("array");
    fields.object("object");
    fields.reals("reals", fields.optional("reals"), -1, 1);
  }

  @Test
  void read_fieldsOfTheirTypes_accepted() throws JsonFormatException {
    read(
        fields(
            "{\"text\":\"a\",\"flag\":false,\"integer\":3,\"real\":0.5,\"array\":[],"
                + "\"object\":{},\"reals\":[-1,0.25]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"text\":\"a\" | \"text\":1 | text: expected a string, found 1",
        "\"text\":\"a\" | \"text\":null | text: expected a string, found null",
        "\"flag\":false | \"flag\":\"false\" | flag: expected true or false, found \"false\"",
        "\"integer\":3 | \"integer\":4 | integer: expected an integer from 1 to 3, found 4",
        "\"integer\":3 | \"integer\":3.0 | integer: expected an integer from 1 to 3, found 3.0",
        "\"real\":0.5 | \"real\":1.5 | real: expected a number from 0.0 to 1.0, found 1.5",
        "\"array\":[] | \"array\":{} | array: expected an array, found {}",
        "\"object\":{} | \"object\":[] | object: expected an object, found []",
        "[-1,0.25] | [-1,true] | reals[1]: expected a number from -1.0 to 1.0, found true",
        "\"flag\" | \"flags\" | flags: expected one of the fields [text, flag, integer, real,",
      })
  void read_somethingElse_refusedWithItsPlace(String right, String wrong, String message)
      throws JsonFormatException {
    String json =
        "{\"text\":\"a\",\"flag\":false,\"integer\":3,\"real\":0.5,\"array\":[],\"object\":{},"
            + "\"reals\":[-1,0.25]}";
    Fields fields = fields(json.replace(right, wrong));

    assertThatExceptionOfType(JsonFormatException.class)
        .isThrownBy(() -> read(fields))
        .withMessageContaining(message);
  }

  @Test
  void optional_absentOrNull_theDefault() throws JsonFormatException {
    Fields fields = fields("{\"a\":null}");

    assertThat(fields.optional("a")).isNull();
    assertThat(fields.optionalText("b")).isNull();
    assertThat(fields.text("a", "x")).isEqualTo("x");
    assertThat(fields.flag("b", true)).isTrue();
    assertThat(fields.integer("a", 1, 3, 9)).isEqualTo(9);
    assertThat(fields.real("b", 0, 1, 7)).isEqualTo(7);
  }

  @Test
  void whole_anyOtherNumber_null() throws JsonFormatException {
    JsonObject json = JsonText.object("{\"a\":12,\"b\":1.5,\"c\":\"12\"}".getBytes(UTF_8));

    assertThat(JsonText.whole(json.get("a"))).isEqualTo(12);
    assertThat(JsonText.whole(json.get("b"))).isNull();
    assertThat(JsonText.whole(json.get("c"))).isNull();
    assertThat(JsonText.whole(json.get("d"))).isNull();
  }
}
