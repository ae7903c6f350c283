package io.github.meshclassifier.internal.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A {@link ModelManifest} as JSON, and back. */
final class ManifestJson {
  /**
   * The newest version of the file's layout that is read. Version 1, which older libraries read
   * too, is written unless there are fields that only version 2 has.
   */
  private static final int SCHEMA_VERSION = 2;

  private static final int MAX_BYTES = 16 << 20;

  private static final Set<String> KEYS =
      Set.of(
          "schema_version",
          "labels",
          "thresholds",
          "max_tokens",
          "title_separator",
          "mesh_year",
          "provenance");

  private ManifestJson() {}

  static ModelManifest read(ModelFiles files) throws ModelLoadException {
    JsonFields fields = JsonFields.read(files, ModelManifest.FILE_NAME, MAX_BYTES);
    requireKnown(fields);
    List<Label> labels = labels(fields);
    int year = fields.integer("mesh_year", ModelManifest.FIRST_YEAR, ModelManifest.LAST_YEAR, 0);
    JsonObject provenance =
        fields.optional("provenance") == null ? new JsonObject() : fields.object("provenance");
    int maxTokens = fields.integer("max_tokens", 3, ModelManifest.MAX_TOKENS);
    String separator = fields.text("title_separator");
    try {
      LabelScheme scheme = LabelScheme.of(DecisionFields.kind(fields, labels), labels);
      DecisionRule rule = DecisionFields.rule(fields, labels.size());
      return new ModelManifest(
          scheme,
          DecisionFields.thresholds(fields, rule),
          rule,
          maxTokens,
          separator,
          year == 0 ? null : (Integer) year,
          provenance);
    } catch (IllegalArgumentException e) {
      throw fields.problem(String.valueOf(e.getMessage())).cause(e).build();
    }
  }

  private static void requireKnown(JsonFields fields) throws ModelLoadException {
    int version = fields.integer("schema_version", 1, Integer.MAX_VALUE);
    if (version > SCHEMA_VERSION) {
      throw fields
          .problem("schema_version is newer than this library")
          .expected("at most " + SCHEMA_VERSION)
          .found(version)
          .remedy("Update mesh-classifier.")
          .build();
    }
    Set<String> known = new TreeSet<>(KEYS);
    if (version >= 2) {
      known.addAll(DecisionFields.KEYS);
    }
    for (String key : fields.object().keySet()) {
      if (!known.contains(key)) {
        throw fields
            .problem("a field is unknown in schema_version " + version)
            .expected(known)
            .found(key)
            .build();
      }
    }
  }

  private static List<Label> labels(JsonFields fields) throws ModelLoadException {
    List<Label> labels = new ArrayList<>();
    for (JsonElement value : fields.array("labels")) {
      String key = "labels[" + labels.size() + "]";
      if (!(value instanceof JsonObject object) || !object.keySet().equals(Set.of("id", "title"))) {
        throw fields.wrong(key, value, "an object with id and title");
      }
      String id = fields.text(key + ".id", object.get("id"));
      String title = fields.text(key + ".title", object.get("title"));
      if (id.isBlank() || title.isBlank() || !Printable.line(id + title).equals(id + title)) {
        throw fields.wrong(
            key, value, "an id and a title that are not blank and have no invisible characters");
      }
      labels.add(new Label(id, title));
    }
    return labels;
  }

  static JsonObject of(ModelManifest manifest) {
    JsonObject json = new JsonObject();
    JsonObject decisions = DecisionFields.json(manifest);
    json.addProperty("schema_version", decisions.keySet().isEmpty() ? 1 : SCHEMA_VERSION);
    JsonArray outputs = new JsonArray();
    for (Label label : manifest.labels()) {
      JsonObject output = new JsonObject();
      output.addProperty("id", label.id());
      output.addProperty("title", label.title());
      outputs.add(output);
    }
    json.add("labels", outputs);
    if (!decisions.has(DecisionFields.PROFILES)) {
      json.add("thresholds", DecisionFields.numbers(manifest.thresholds()));
    }
    decisions.asMap().forEach(json::add);
    json.addProperty("max_tokens", manifest.maxTokens());
    json.addProperty("title_separator", manifest.titleSeparator());
    json.add("mesh_year", JsonNull.INSTANCE);
    if (manifest.meshYear() != null) {
      json.addProperty("mesh_year", manifest.meshYear());
    }
    json.add("provenance", manifest.provenance());
    return json;
  }
}
