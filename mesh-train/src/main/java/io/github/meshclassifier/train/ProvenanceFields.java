package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.json.CheckedObject;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the provenance of a manifest. Parts may be missing, since manifests differ in
 * what was known; a part of another type than expected is an error that names it.
 */
final class ProvenanceFields extends CheckedObject<ModelLoadException> {
  private final String path;
  private final String location;

  private ProvenanceFields(JsonObject json, String path, String location) {
    super(json);
    this.path = path;
    this.location = location;
  }

  /** The whole provenance of a manifest. */
  static ProvenanceFields of(ModelManifest manifest, String location) {
    return new ProvenanceFields(manifest.provenance(), "provenance", location);
  }

  @Nullable ProvenanceFields part(String key) throws ModelLoadException {
    return optional(key) == null
        ? null
        : new ProvenanceFields(object(key), path + "." + key, location);
  }

  /** The object of a key, empty if it is not there. */
  ProvenanceFields child(String key) throws ModelLoadException {
    JsonObject object = optional(key) == null ? new JsonObject() : object(key);
    return new ProvenanceFields(object, path + "." + key, location);
  }

  List<ProvenanceFields> parts(String key) throws ModelLoadException {
    List<ProvenanceFields> parts = new ArrayList<>();
    for (JsonElement element : list(key)) {
      String place = key + "[" + parts.size() + "]";
      parts.add(new ProvenanceFields(object(place, element), path + "." + place, location));
    }
    return parts;
  }

  List<String> texts(String key) throws ModelLoadException {
    return texts(key, list(key));
  }

  List<Double> numbers(String key) throws ModelLoadException {
    return reals(key, list(key), -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /** The array of a key, empty if it is not there. */
  private JsonArray list(String key) throws ModelLoadException {
    return optional(key) == null ? new JsonArray() : array(key);
  }

  /** A number, a text, a boolean, or a list of numbers. */
  Object setting(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value instanceof JsonArray) {
      return numbers(key);
    } else if (value instanceof JsonPrimitive primitive) {
      return primitive.isNumber()
          ? primitive.getAsNumber()
          : primitive.isBoolean() ? (Object) primitive.getAsBoolean() : primitive.getAsString();
    }
    throw wrong(key, value, "a number, a string, a boolean or an array of numbers");
  }

  /** The constant of a name. */
  <E extends Enum<E>> E constant(String key, E[] constants) throws ModelLoadException {
    String name = optionalText(key);
    for (E constant : constants) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw wrong(key, optional(key), "one of " + Arrays.toString(constants));
  }

  double share(String key) throws ModelLoadException {
    return real(key, 0, 1);
  }

  long count(String key) throws ModelLoadException {
    double value = real(key, 0, 1L << 53);
    if (value != Math.rint(value)) {
      throw wrong(key, optional(key), "an integer from 0 on");
    }
    return (long) value;
  }

  /** A number, NaN if it is not there. */
  double numberOrNaN(String key) throws ModelLoadException {
    return real(key, -Double.MAX_VALUE, Double.MAX_VALUE, Double.NaN);
  }

  @Override
  public ModelLoadException wrong(String key, @Nullable JsonElement found, String expected) {
    return ModelLoadException.in(
            location,
            ModelManifest.FILE_NAME + ": " + path + "." + key + " does not fit a model card")
        .expected(expected)
        .found(found == null ? "nothing" : found)
        .build();
  }
}
