package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the provenance of a manifest. Parts may be missing, since manifests differ in
 * what was known; a part of another type than expected is an error that names it.
 *
 * @param json an object of the provenance
 * @param path where in the manifest it is
 * @param location where the manifest is
 */
record ProvenanceFields(JsonObject json, String path, String location) {
  /** The whole provenance of a manifest. */
  static ProvenanceFields of(ModelManifest manifest, String location) {
    return new ProvenanceFields(manifest.provenance(), "provenance", location);
  }

  @Nullable ProvenanceFields object(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject object) {
      return new ProvenanceFields(object, path + "." + key, location);
    }
    throw wrong(key, value, "an object");
  }

  /** The object of a key, empty if it is not there. */
  ProvenanceFields child(String key) throws ModelLoadException {
    ProvenanceFields object = object(key);
    return object != null
        ? object
        : new ProvenanceFields(new JsonObject(), path + "." + key, location);
  }

  List<ProvenanceFields> objects(String key) throws ModelLoadException {
    List<ProvenanceFields> objects = new ArrayList<>();
    for (JsonElement element : array(key)) {
      if (!(element instanceof JsonObject object)) {
        throw wrong(key, element, "an array of objects");
      }
      objects.add(new ProvenanceFields(object, path + "." + key, location));
    }
    return objects;
  }

  List<String> texts(String key) throws ModelLoadException {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array(key)) {
      if (!(element instanceof JsonPrimitive primitive) || !primitive.isString()) {
        throw wrong(key, element, "an array of strings");
      }
      texts.add(primitive.getAsString());
    }
    return texts;
  }

  List<Double> numbers(String key) throws ModelLoadException {
    List<Double> numbers = new ArrayList<>();
    for (JsonElement element : array(key)) {
      if (!(element instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
        throw wrong(key, element, "an array of numbers");
      }
      numbers.add(primitive.getAsDouble());
    }
    return numbers;
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
    String name = text(key);
    for (E constant : constants) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw wrong(key, json.get(key), "one of " + Arrays.toString(constants));
  }

  private JsonArray array(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value == null) {
      return new JsonArray();
    }
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong(key, value, "an array");
  }

  @Nullable String text(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(key, value, "a string");
  }

  double share(String key) throws ModelLoadException {
    double value = number(key);
    if (value >= 0 && value <= 1) {
      return value;
    }
    throw wrong(key, json.get(key), "a number from 0 to 1");
  }

  long count(String key) throws ModelLoadException {
    double value = number(key);
    if (value >= 0 && value <= 1L << 53 && value == Math.rint(value)) {
      return (long) value;
    }
    throw wrong(key, json.get(key), "an integer from 0 on");
  }

  double number(String key) throws ModelLoadException {
    JsonElement value = optional(key);
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw wrong(key, value, "a number");
  }

  /** A number, NaN if it is not there. */
  double numberOrNaN(String key) throws ModelLoadException {
    return optional(key) == null ? Double.NaN : number(key);
  }

  private @Nullable JsonElement optional(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? null : value;
  }

  private ModelLoadException wrong(String key, @Nullable JsonElement value, String expected) {
    return ModelLoadException.in(
            location,
            ModelManifest.FILE_NAME + ": " + path + "." + key + " does not fit a model card")
        .expected(expected)
        .found(value == null ? "nothing" : value)
        .build();
  }
}
