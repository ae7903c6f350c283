package io.github.meshclassifier.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.CheckedObject;
import io.github.meshclassifier.internal.json.JsonFormatException;
import io.github.meshclassifier.internal.json.JsonText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON answer of the Hub, or an object in it. Immutable and thread-safe as long as nobody changes
 * the element.
 */
final class ApiJson extends CheckedObject<HubException> {
  /** What a list stands under that is the whole of an answer. */
  static final String WHOLE = "the answer";

  private final String location;

  private ApiJson(String location, JsonObject object) {
    super(object);
    this.location = location;
  }

  static ApiJson read(URI uri, byte[] answer) throws HubException {
    String location = HubException.address(uri);
    JsonElement root;
    try {
      root = JsonText.element(answer);
    } catch (JsonFormatException e) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, location, "the answer is not JSON")
          .remedy("Check HF_ENDPOINT, and whether a proxy or a login page is in between.")
          .cause(e)
          .build();
    }
    if (root instanceof JsonObject object) {
      return new ApiJson(location, object);
    }
    JsonObject whole = new JsonObject();
    whole.add(WHOLE, root);
    return new ApiJson(location, whole);
  }

  String location() {
    return location;
  }

  List<ApiJson> objects(String key) throws HubException {
    List<ApiJson> objects = new ArrayList<>();
    for (JsonElement entry : array(key)) {
      objects.add(new ApiJson(location, object(key + "[" + objects.size() + "]", entry)));
    }
    return objects;
  }

  /** Returns a field that is a commit. */
  String commit(String key) throws HubException {
    String found = optionalString(key).orElse("");
    if (!HubModel.isCommit(found)) {
      throw HubException.of(
              Kind.UNEXPECTED_ANSWER, location, "the answer has no commit in '" + key + "'")
          .expected("40 hexadecimal digits")
          .found("'" + HubException.shortened(found) + "'")
          .build();
    }
    return found;
  }

  /** Returns a field that is a string; what is none counts as absent. */
  Optional<String> optionalString(String key) {
    return Optional.ofNullable(JsonText.text(object().get(key)));
  }

  /** Returns a field that is an object; what is none counts as absent. */
  Optional<ApiJson> optionalObject(String key) {
    return object().get(key) instanceof JsonObject found
        ? Optional.of(new ApiJson(location, found))
        : Optional.empty();
  }

  boolean isTrue(String key) {
    return JsonText.isTrue(object().get(key));
  }

  HubException problem(String what) {
    return HubException.of(Kind.UNEXPECTED_ANSWER, location, "the answer " + what).build();
  }

  @Override
  public HubException wrong(String key, @Nullable JsonElement found, String expected) {
    if (found == null && object().has(WHOLE)) {
      return problem("is not an object");
    }
    return HubException.of(
            Kind.UNEXPECTED_ANSWER, location, "the answer has no valid '" + key + "'")
        .expected(expected)
        .found(found == null ? "nothing" : "'" + HubException.shortened(found.toString()) + "'")
        .build();
  }
}
