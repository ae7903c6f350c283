package io.github.meshclassifier.internal.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON for files of unknown origin: valid UTF-8, no duplicate keys, bounded nesting, nothing
 * after the end.
 */
public final class JsonText {
  /** The deepest nesting accepted; model files need about five. */
  static final int MAX_DEPTH = 32;

  private static final int MAX_NUMBER_LENGTH = 40;

  /** As many as fit a long, whatever they are. */
  private static final int MAX_DIGITS = 18;

  private static final int MAX_PATH_LENGTH = 40;

  /** What stands before the keys that lead to a problem in the parser's messages. */
  private static final String PATH = " path ";

  /** What the parser tells programmers about a value such as NaN. */
  private static final Pattern ADVICE =
      Pattern.compile("^Use JsonReader\\.\\S+ to accept malformed JSON");

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private JsonText() {}

  /**
   * Parses the bytes of a file that holds one JSON object; returns the object, its keys in the
   * order of the file.
   */
  public static JsonObject object(byte[] bytes) throws JsonFormatException {
    if (element(bytes) instanceof JsonObject object) {
      return object;
    }
    throw malformed(new MalformedJsonException("the file is not a JSON object"));
  }

  /**
   * Parses the bytes of a file that holds one JSON value; returns the value; the keys of objects
   * are in the order of the file.
   */
  public static JsonElement element(byte[] bytes) throws JsonFormatException {
    try (JsonReader reader = reader(decode(bytes))) {
      JsonElement element = element(reader);
      end(reader);
      return element;
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw malformed(e);
    }
  }

  /** Returns the text of an object or array, with two spaces of indentation and a line end. */
  public static String pretty(JsonElement element) {
    return PRETTY.toJson(element) + "\n";
  }

  public static String decode(byte[] bytes) throws JsonFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonFormatException("is not valid UTF-8");
    }
  }

  /** Returns a strict reader of a text, which bounds the nesting. */
  public static JsonReader reader(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_DEPTH);
    return reader;
  }

  public static void end(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("there is text after the end");
    }
  }

  /** Says what a parser found wrong, on one line. */
  public static JsonFormatException malformed(Exception cause) {
    return cause instanceof JsonFormatException known
        ? known
        : new JsonFormatException("is not well-formed JSON: " + detail(cause));
  }

  /** Returns the string that a value is, or null. */
  public static @Nullable String text(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive text && text.isString() ? text.getAsString() : null;
  }

  /** Returns the whole number of at most 18 digits that a value is, or null. */
  public static @Nullable Long whole(@Nullable JsonElement value) {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      return null;
    }
    Number number = primitive.getAsNumber();
    if (number instanceof Long whole) {
      return whole;
    }
    // Of JSON that was not read by this class.
    String digits = number.toString();
    return digits.length() <= MAX_DIGITS && isInteger(digits) ? Long.valueOf(digits) : null;
  }

  /** Returns whether a value is JSON's true. */
  public static boolean isTrue(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive flag && flag.isBoolean() && flag.getAsBoolean();
  }

  private static String detail(Exception cause) {
    // Gson appends a link to its own guide after a line break.
    String message =
        ADVICE
            .matcher(String.valueOf(cause.getMessage()).replaceFirst("\\R?See https://.*", ""))
            .replaceFirst("a value that JSON does not have");
    int end = message.indexOf(PATH) + PATH.length() + MAX_PATH_LENGTH;
    return message.contains(PATH) && end < message.length()
        ? message.substring(0, end) + "..."
        : message;
  }

  private static JsonElement element(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader);
      case BEGIN_ARRAY -> array(reader);
      case STRING -> new JsonPrimitive(reader.nextString());
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      default -> new JsonPrimitive(number(reader));
    };
  }

  private static JsonObject object(JsonReader reader) throws IOException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      int before = object.size();
      object.add(key, element(reader));
      if (object.size() == before) {
        throw new MalformedJsonException("duplicate key at path " + reader.getPath());
      }
    }
    reader.endObject();
    return object;
  }

  private static JsonArray array(JsonReader reader) throws IOException {
    JsonArray array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(element(reader));
    }
    reader.endArray();
    return array;
  }

  /** An integer stays an integer, so that a file read and written back does not change. */
  private static Number number(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.NUMBER) {
      throw new MalformedJsonException("expected a value at path " + reader.getPath());
    }
    String text = reader.nextString();
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw new MalformedJsonException("a number is too long at path " + reader.getPath());
    }
    if (isInteger(text)) {
      return text.length() <= MAX_DIGITS ? (Number) Long.valueOf(text) : new BigDecimal(text);
    }
    return Double.valueOf(text);
  }

  /** A loop, since a vocabulary has tens of thousands of them. */
  private static boolean isInteger(String number) {
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c != '-' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
