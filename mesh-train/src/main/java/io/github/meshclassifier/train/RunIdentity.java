package io.github.meshclassifier.train;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
  static RunIdentity of(Provenance provenance, List<String> labels) {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("labels", String.join(", ", labels));
    provenance.settingTexts().forEach((name, text) -> values.put("settings." + name, text));
    put(values, "data.training.", provenance.data().training());
    put(values, "data.validation.", provenance.data().validation());
    // The same weights elsewhere are the same base model.
    Provenance.Base base = provenance.base();
    if (base.sha256() != null) {
      values.put("base_model.sha256", base.sha256());
    } else if (base.name() != null) {
      values.put("base_model.name", base.name());
    }
    return new RunIdentity(values);
  }

  private static void put(
      SortedMap<String, String> values, String path, Provenance.@Nullable Articles articles) {
    if (articles != null) {
      values.put(path + "articles", Long.toString(articles.count()));
      putKnown(values, path + "sha256", articles.sha256());
      putKnown(values, path + "tokens_sha256", articles.tokensSha256());
    }
  }

  private static void putKnown(
      SortedMap<String, String> values, String key, @Nullable String value) {
    if (value != null) {
      values.put(key, value);
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
