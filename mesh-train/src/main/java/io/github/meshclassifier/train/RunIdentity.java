package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What makes two runs the same, so that one can go on where the other was cut off: base model,
 * data, labels and settings. Immutable and thread-safe.
 */
final class RunIdentity {
  private final SortedMap<String, String> values;

  private RunIdentity(SortedMap<String, String> values) {
    this.values = values;
  }

  /**
   * Takes it from the provenance of a model.
   *
   * @param labels the ids of the labels in their order
   */
  static RunIdentity of(JsonObject provenance, List<String> labels) {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("labels", String.join(", ", labels));
    for (String part : List.of("data", "settings", "inputs")) {
      if (provenance.get(part) instanceof JsonObject object) {
        flatten(part, object, values);
      }
    }
    if (provenance.get("base_model") instanceof JsonObject base) {
      // The same weights elsewhere are the same base model.
      String key = base.has("sha256") ? "sha256" : "name";
      if (base.has(key)) {
        values.put("base_model." + key, base.get(key).getAsString());
      }
    }
    return new RunIdentity(values);
  }

  private static void flatten(String path, JsonObject object, Map<String, String> values) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      String key = path + "." + entry.getKey();
      if (entry.getValue() instanceof JsonObject inner) {
        flatten(key, inner, values);
      } else if (entry.getValue() instanceof JsonArray array) {
        values.put(key, array.toString());
      } else {
        values.put(key, entry.getValue().getAsString());
      }
    }
  }

  static RunIdentity ofJson(JsonObject json) {
    SortedMap<String, String> values = new TreeMap<>();
    json.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue().getAsString()));
    return new RunIdentity(values);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    values.forEach(json::addProperty);
    return json;
  }

  /** Says how this run differs from one before; empty if it does not. */
  List<String> differences(RunIdentity before) {
    TreeSet<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(before.values.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String old = before.values.getOrDefault(key, "not set");
      String now = values.getOrDefault(key, "not set");
      if (!old.equals(now)) {
        differences.add(key + " was " + Printable.clip(old) + ", is " + Printable.clip(now));
      }
    }
    return differences;
  }
}
