package io.github.meshclassifier.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonFormatException;
import io.github.meshclassifier.internal.json.JsonText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON answer of the Hub, whose every field is checked before it is used.
 *
 * <p>Immutable and thread-safe as long as nobody changes the element.
 */
final class ApiJson {
  private final String location;
  private final JsonElement root;

  ApiJson(URI uri, byte[] answer) throws HubException {
    this.location = HubException.address(uri);
    try {
      root = JsonText.element(answer);
    } catch (JsonFormatException e) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, location, "the answer is not JSON")
          .remedy("Check HF_ENDPOINT, and whether a proxy or a login page is in between.")
          .cause(e)
          .build();
    }
  }

  /** Returns where the answer came from. */
  String location() {
    return location;
  }

  JsonObject object() throws HubException {
    if (root instanceof JsonObject object) {
      return object;
    }
    throw problem("is not an object");
  }

  /** Returns the answer as a list of objects. */
  List<JsonObject> objects() throws HubException {
    return objects(root, "the answer");
  }

  /** Returns a field of the answer as a list of objects. */
  List<JsonObject> objects(String key) throws HubException {
    return objects(object().get(key), key);
  }

  private List<JsonObject> objects(JsonElement element, String key) throws HubException {
    if (!(element instanceof JsonArray array)) {
      throw problem("has no list '" + key + "'");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (JsonElement entry : array) {
      if (!(entry instanceof JsonObject object)) {
        throw problem("has something else than objects in '" + key + "'");
      }
      objects.add(object);
    }
    return objects;
  }

  /** Returns a field of the answer that is a commit. */
  String commit(String key) throws HubException {
    String found = optional(object(), key).orElse("");
    if (!HubModel.isCommit(found)) {
      throw HubException.of(
              Kind.UNEXPECTED_ANSWER, location, "the answer has no commit in '" + key + "'")
          .expected("40 hexadecimal digits")
          .found("'" + HubException.shortened(found) + "'")
          .build();
    }
    return found;
  }

  String text(JsonObject object, String key) throws HubException {
    Optional<String> value = optional(object, key);
    if (value.isEmpty()) {
      throw problem("has no text '" + key + "'");
    }
    return value.get();
  }

  HubException problem(String what) {
    return HubException.of(Kind.UNEXPECTED_ANSWER, location, "the answer " + what).build();
  }

  static Optional<String> optional(JsonObject object, String key) {
    return optional(object.get(key));
  }

  /** Returns the text of an element, if it is one. */
  static Optional<String> optional(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive value && value.isString()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  static boolean flag(JsonObject object, String key) {
    return object.get(key) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
  }
}
