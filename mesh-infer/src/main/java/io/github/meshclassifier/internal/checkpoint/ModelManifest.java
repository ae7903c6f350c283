package io.github.meshclassifier.internal.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.label.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier's directory says beyond the Hugging Face files: {@code mesh-classifier.json}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param labels the outputs in their order, no id twice
 * @param thresholds for each output the probability from which on it is assigned, 0 to 1
 * @param maxTokens the longest input in tokens, special tokens included, at least 3
 * @param titleSeparator what stands between title and abstract, at most 16 characters
 * @param segmentIds whether an XLNet tells text and {@code <cls>} apart; true where the file does
 *     not say
 * @param meshYear the year of the MeSH vocabulary, null if unknown
 * @param provenance what the model was made from and how; the accessor returns a copy
 */
public record ModelManifest(
    List<Label> labels,
    List<Double> thresholds,
    int maxTokens,
    String titleSeparator,
    boolean segmentIds,
    @Nullable Integer meshYear,
    JsonObject provenance) {
  /** The name of the file. */
  public static final String FILE_NAME = "mesh-classifier.json";

  /** The version of the file's layout that this class reads and writes. */
  public static final int SCHEMA_VERSION = 1;

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_TOKENS = 1_000_000;
  private static final int MAX_SEPARATOR = 16;
  private static final int FIRST_YEAR = 1954;
  private static final int LAST_YEAR = 9999;
  private static final Set<String> KEYS =
      Set.of(
          "schema_version",
          "labels",
          "thresholds",
          "max_tokens",
          "title_separator",
          "segment_ids",
          "mesh_year",
          "provenance");

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no label, an id appears twice, the thresholds are
   *     not as many as the labels, or a value is out of range
   */
  public ModelManifest {
    labels = List.copyOf(labels);
    thresholds = List.copyOf(thresholds);
    Objects.requireNonNull(titleSeparator, "titleSeparator");
    provenance = provenance.deepCopy();
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels must not be empty");
    }
    Set<String> ids = new HashSet<>();
    for (Label label : labels) {
      if (!ids.add(label.id())) {
        throw new IllegalArgumentException("label " + clip(label.id()) + " appears twice");
      }
    }
    if (thresholds.size() != labels.size()) {
      throw new IllegalArgumentException(
          "there must be one threshold per label, " + labels.size() + ", was " + thresholds.size());
    }
    for (double threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new IllegalArgumentException("a threshold must be from 0 to 1, was " + threshold);
      }
    }
    if (maxTokens < 3 || maxTokens > MAX_TOKENS) {
      throw new IllegalArgumentException(
          "maxTokens must be from 3 to " + MAX_TOKENS + ", was " + maxTokens);
    }
    if (titleSeparator.length() > MAX_SEPARATOR) {
      throw new IllegalArgumentException(
          "titleSeparator must have at most "
              + MAX_SEPARATOR
              + " characters, was "
              + titleSeparator.length());
    }
    if (meshYear != null && (meshYear < FIRST_YEAR || meshYear > LAST_YEAR)) {
      throw new IllegalArgumentException(
          "meshYear must be from " + FIRST_YEAR + " to " + LAST_YEAR + ", was " + meshYear);
    }
  }

  /**
   * Describes a model with the default for segment ids, true.
   *
   * @param labels the outputs in their order, no id twice
   * @param thresholds for each output the probability from which on it is assigned, 0 to 1
   * @param maxTokens the longest input in tokens, special tokens included, at least 3
   * @param titleSeparator what stands between title and abstract, at most 16 characters
   * @param meshYear the year of the MeSH vocabulary, null if unknown
   * @param provenance what the model was made from and how
   * @throws IllegalArgumentException as the other constructor
   */
  public ModelManifest(
      List<Label> labels,
      List<Double> thresholds,
      int maxTokens,
      String titleSeparator,
      @Nullable Integer meshYear,
      JsonObject provenance) {
    this(labels, thresholds, maxTokens, titleSeparator, true, meshYear, provenance);
  }

  /**
   * Returns what the model was made from and how.
   *
   * @return a copy, its keys in the order of the file
   */
  @Override
  public JsonObject provenance() {
    return provenance.deepCopy();
  }

  /**
   * Reads the manifest of a model.
   *
   * @param files the model
   * @return its manifest, or empty if it has none
   * @throws ModelLoadException if the file is malformed, has a newer layout, a field that is
   *     missing, unknown or of the wrong type, or a value out of range
   */
  public static Optional<ModelManifest> read(ModelFiles files) throws ModelLoadException {
    if (!files.exists(FILE_NAME)) {
      return Optional.empty();
    }
    JsonObject json = JsonText.readObject(files, FILE_NAME, MAX_BYTES);
    JsonFields fields = new JsonFields(json, FILE_NAME, files.location(FILE_NAME));
    int version = fields.integer("schema_version", 1, Integer.MAX_VALUE);
    if (version > SCHEMA_VERSION) {
      throw fields
          .problem("schema_version is newer than this library")
          .expected("at most " + SCHEMA_VERSION)
          .found(version)
          .remedy("Update mesh-classifier.")
          .build();
    }
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw fields.problem("a field is unknown").expected(KEYS).found(key).build();
      }
    }
    List<Label> labels = labels(fields);
    List<Double> thresholds = new ArrayList<>();
    for (JsonElement value : array(fields, "thresholds")) {
      thresholds.add(fields.real("thresholds[" + thresholds.size() + "]", value, 0, 1));
    }
    JsonElement year = fields.optional("mesh_year");
    JsonElement provenance = fields.optional("provenance");
    if (provenance != null && !(provenance instanceof JsonObject)) {
      throw fields.wrong("provenance", provenance, "an object");
    }
    int maxTokens = fields.integer("max_tokens", 3, MAX_TOKENS);
    boolean segmentIds = fields.optional("segment_ids") == null || fields.flag("segment_ids");
    String separator =
        fields.text("title_separator", fields.required("title_separator", "a string"));
    try {
      return Optional.of(
          new ModelManifest(
              labels,
              thresholds,
              maxTokens,
              separator,
              segmentIds,
              year == null
                  ? null
                  : (Integer) fields.integer("mesh_year", year, FIRST_YEAR, LAST_YEAR),
              provenance == null ? new JsonObject() : provenance.getAsJsonObject()));
    } catch (IllegalArgumentException e) {
      throw fields.problem(String.valueOf(e.getMessage())).cause(e).build();
    }
  }

  private static List<Label> labels(JsonFields fields) throws ModelLoadException {
    List<Label> labels = new ArrayList<>();
    for (JsonElement value : array(fields, "labels")) {
      String key = "labels[" + labels.size() + "]";
      if (!(value instanceof JsonObject object) || !object.keySet().equals(Set.of("id", "title"))) {
        throw fields.wrong(key, value, "an object with id and title");
      }
      String id = fields.text(key + ".id", object.get("id"));
      String title = fields.text(key + ".title", object.get("title"));
      if (id.isBlank() || title.isBlank()) {
        throw fields.wrong(key, value, "an id and a title that are not blank");
      }
      labels.add(new Label(id, title));
    }
    return labels;
  }

  private static JsonArray array(JsonFields fields, String key) throws ModelLoadException {
    JsonElement value = fields.required(key, "an array");
    if (value instanceof JsonArray array) {
      return array;
    }
    throw fields.wrong(key, value, "an array");
  }

  /**
   * Returns the text of the file.
   *
   * @return indented JSON with a line end
   */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("schema_version", SCHEMA_VERSION);
    JsonArray outputs = new JsonArray();
    for (Label label : labels) {
      JsonObject output = new JsonObject();
      output.addProperty("id", label.id());
      output.addProperty("title", label.title());
      outputs.add(output);
    }
    json.add("labels", outputs);
    JsonArray numbers = new JsonArray();
    thresholds.forEach(numbers::add);
    json.add("thresholds", numbers);
    json.addProperty("max_tokens", maxTokens);
    json.addProperty("title_separator", titleSeparator);
    if (!segmentIds) {
      json.addProperty("segment_ids", false);
    }
    json.add("mesh_year", JsonNull.INSTANCE);
    if (meshYear != null) {
      json.addProperty("mesh_year", meshYear);
    }
    json.add("provenance", provenance);
    return JsonText.pretty(json);
  }

  /**
   * Writes the file.
   *
   * @param directory the model directory, which must have no manifest yet
   * @throws IOException if that fails
   */
  public void write(Path directory) throws IOException {
    Files.writeString(directory.resolve(FILE_NAME), toJson(), StandardOpenOption.CREATE_NEW);
  }

  private static String clip(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
