package io.github.meshclassifier.internal.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier's directory says beyond the Hugging Face files: {@code mesh-classifier.json}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param scheme the outputs in their order, and by which rule headings become labels
 * @param thresholds for each output the probability above which it is assigned by default, 0 to 1:
 *     those of the rule's default profile, or values of somebody's own where the rule has no
 *     profile but 0.5
 * @param rule calibration and threshold profiles
 * @param maxTokens the longest input in tokens, special tokens included, at least 3
 * @param titleSeparator what stands between title and abstract, at most 16 characters
 * @param meshYear the year of the MeSH vocabulary, null if unknown
 * @param provenance what the model was made from and how; the accessor returns a copy
 */
public record ModelManifest(
    LabelScheme scheme,
    List<Double> thresholds,
    DecisionRule rule,
    int maxTokens,
    String titleSeparator,
    @Nullable Integer meshYear,
    JsonObject provenance) {
  /** The name of the file. */
  public static final String FILE_NAME = "mesh-classifier.json";

  /**
   * The part of the provenance that keeps {@link BackboneConfig#valuesBeyondShapes} of the model
   * that was trained.
   */
  public static final String ARCHITECTURE = "architecture";

  /**
   * The newest version of the file's layout that this class reads. It writes version 1, which older
   * libraries read too, unless there is what only version 2 can say: threshold profiles, a
   * calibration, or a kind of labels that their ids do not tell.
   */
  public static final int SCHEMA_VERSION = 2;

  /** The part of the provenance with what the saved model reaches on the validation articles. */
  public static final String VALIDATION_FIGURES = "validation";

  /** The part of the provenance with what the saved model reaches on other articles. */
  public static final String TEST_FIGURES = "test";

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_TOKENS = 1_000_000;
  private static final int MAX_SEPARATOR = 16;
  private static final int FIRST_YEAR = 1954;
  private static final int LAST_YEAR = 9999;

  /** Only in version 2. */
  private static final Set<String> NEW_KEYS = DecisionFields.KEYS;

  private static final Set<String> KEYS =
      Set.of(
          "schema_version",
          "labels",
          "thresholds",
          "max_tokens",
          "title_separator",
          "mesh_year",
          "provenance");

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the thresholds or the rule are not for as many labels as
   *     there are, the thresholds are not those of the rule's default profile though it has
   *     profiles, or a value is out of range
   */
  public ModelManifest {
    thresholds = List.copyOf(thresholds);
    Objects.requireNonNull(titleSeparator, "titleSeparator");
    provenance = provenance.deepCopy();
    if (thresholds.size() != scheme.size()) {
      throw new IllegalArgumentException(
          "there must be one threshold per label, " + scheme.size() + ", was " + thresholds.size());
    }
    for (double threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new IllegalArgumentException("a threshold must be from 0 to 1, was " + threshold);
      }
    }
    if (rule.labelCount() != scheme.size()) {
      throw new IllegalArgumentException(
          "the rule must be for " + scheme.size() + " labels, was for " + rule.labelCount());
    }
    if (rule.profiles().available().size() > 1
        && !thresholds.equals(rule.thresholds().toList(scheme.size()))) {
      throw new IllegalArgumentException(
          "thresholds must be those of the default profile "
              + rule.defaultProfile().id()
              + ", were "
              + thresholds);
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
   * Describes a model that was neither calibrated nor tuned, whose labels are roots if each id is
   * the letter of one, and headings otherwise.
   *
   * @param labels the outputs in their order, no id twice
   * @param thresholds for each output the probability above which it is assigned, 0 to 1
   * @param maxTokens the longest input in tokens, special tokens included, at least 3
   * @param titleSeparator what stands between title and abstract, at most 16 characters
   * @param meshYear the year of the MeSH vocabulary, null if unknown
   * @param provenance what the model was made from and how
   * @throws IllegalArgumentException if there is no label, an id appears twice, or as the other
   *     constructor
   */
  public ModelManifest(
      List<Label> labels,
      List<Double> thresholds,
      int maxTokens,
      String titleSeparator,
      @Nullable Integer meshYear,
      JsonObject provenance) {
    this(
        schemeOf(labels),
        thresholds,
        DecisionRule.half(labels.size()),
        maxTokens,
        titleSeparator,
        meshYear,
        provenance);
  }

  /**
   * Makes the scheme of labels of which nothing else says what they are: roots if each id is the
   * letter of one, and headings otherwise.
   *
   * @param labels the outputs in their order
   * @return the scheme
   * @throws IllegalArgumentException if there is no label, or an id appears twice
   */
  public static LabelScheme schemeOf(List<Label> labels) {
    return LabelScheme.of(DecisionFields.kind(labels), labels);
  }

  /**
   * Returns the outputs.
   *
   * @return the labels in their order, unmodifiable
   */
  public List<Label> labels() {
    return scheme.labels();
  }

  /**
   * Returns the same manifest with another rule by which headings become labels.
   *
   * @param kind what the ids of the labels are
   * @return the manifest
   * @throws IllegalArgumentException if an id is not of that kind
   */
  public ModelManifest withKind(LabelScheme.Kind kind) {
    return new ModelManifest(
        LabelScheme.of(kind, labels()),
        thresholds,
        rule,
        maxTokens,
        titleSeparator,
        meshYear,
        provenance);
  }

  /**
   * Returns the same manifest with another calibration and other profiles, the thresholds being
   * those of the default profile.
   *
   * @param other the rule
   * @return the manifest
   * @throws IllegalArgumentException if it is for another number of labels
   */
  public ModelManifest withRule(DecisionRule other) {
    return new ModelManifest(
        scheme,
        other.thresholds().toList(other.labelCount()),
        other,
        maxTokens,
        titleSeparator,
        meshYear,
        provenance);
  }

  /**
   * Returns the same manifest of another origin.
   *
   * @param other what the model was made from and how
   * @return the manifest
   */
  public ModelManifest withProvenance(JsonObject other) {
    return new ModelManifest(scheme, thresholds, rule, maxTokens, titleSeparator, meshYear, other);
  }

  /**
   * Requires that a configuration computes what was trained, as far as the provenance says it.
   *
   * @param config the configuration beside the manifest
   * @param location where that is, for the message
   * @throws ModelLoadException if a value is another one
   */
  public void requireSameArchitecture(BackboneConfig config, String location)
      throws ModelLoadException {
    if (!(provenance.get(ARCHITECTURE) instanceof JsonObject trained)) {
      return;
    }
    for (Map.Entry<String, JsonElement> value : config.valuesBeyondShapes().entrySet()) {
      JsonElement expected = trained.get(value.getKey());
      if (expected != null && !expected.equals(value.getValue())) {
        throw ModelLoadException.in(
                location,
                BackboneConfig.FILE_NAME
                    + ": "
                    + value.getKey()
                    + " is not what the model was trained with, by "
                    + FILE_NAME)
            .expected(Printable.clip(expected.toString()))
            .found(value.getValue())
            .remedy("Restore all files of the same model.")
            .build();
      }
    }
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
    JsonObject json = files.readObject(FILE_NAME, MAX_BYTES);
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
      if (!KEYS.contains(key) && !(version >= 2 && NEW_KEYS.contains(key))) {
        throw fields
            .problem("a field is unknown in schema_version " + version)
            .expected(version >= 2 ? keys() : KEYS)
            .found(key)
            .build();
      }
    }
    List<Label> labels = labels(fields);
    JsonElement year = fields.optional("mesh_year");
    JsonElement provenance = fields.optional("provenance");
    if (provenance != null && !(provenance instanceof JsonObject)) {
      throw fields.wrong("provenance", provenance, "an object");
    }
    int maxTokens = fields.integer("max_tokens", 3, MAX_TOKENS);
    String separator =
        fields.text("title_separator", fields.required("title_separator", "a string"));
    try {
      LabelScheme scheme = LabelScheme.of(DecisionFields.kind(fields, labels), labels);
      DecisionRule rule = DecisionFields.rule(fields, labels.size());
      return Optional.of(
          new ModelManifest(
              scheme,
              DecisionFields.thresholds(fields, rule),
              rule,
              maxTokens,
              separator,
              year == null
                  ? null
                  : (Integer) fields.integer("mesh_year", year, FIRST_YEAR, LAST_YEAR),
              provenance == null ? new JsonObject() : provenance.getAsJsonObject()));
    } catch (IllegalArgumentException e) {
      throw fields.problem(String.valueOf(e.getMessage())).cause(e).build();
    }
  }

  /**
   * Reads the manifest of a model that has to have one.
   *
   * @param files the model
   * @return its manifest
   * @throws ModelLoadException if there is none, or as {@link #read}
   */
  public static ModelManifest require(ModelFiles files) throws ModelLoadException {
    return read(files)
        .orElseThrow(
            () ->
                ModelLoadException.in(files.location(), "there is no " + FILE_NAME)
                    .remedy("Name a directory that MeshTrainer wrote.")
                    .build());
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

  private static Set<String> keys() {
    Set<String> keys = new TreeSet<>(KEYS);
    keys.addAll(NEW_KEYS);
    return keys;
  }

  /**
   * Returns the text of the file.
   *
   * @return indented JSON with a line end
   */
  public String toJson() {
    JsonObject json = new JsonObject();
    JsonObject decisions = DecisionFields.json(this);
    json.addProperty("schema_version", decisions.keySet().isEmpty() ? 1 : SCHEMA_VERSION);
    JsonArray outputs = new JsonArray();
    for (Label label : labels()) {
      JsonObject output = new JsonObject();
      output.addProperty("id", label.id());
      output.addProperty("title", label.title());
      outputs.add(output);
    }
    json.add("labels", outputs);
    if (!decisions.has(DecisionFields.PROFILES)) {
      json.add("thresholds", DecisionFields.numbers(thresholds));
    }
    decisions.asMap().forEach(json::add);
    json.addProperty("max_tokens", maxTokens);
    json.addProperty("title_separator", titleSeparator);
    json.add("mesh_year", JsonNull.INSTANCE);
    if (meshYear != null) {
      json.addProperty("mesh_year", meshYear);
    }
    json.add("provenance", provenance);
    return JsonText.pretty(json);
  }

  /**
   * Writes the file over the one that is there: beside it first, forced to the disk, and moved, so
   * that the old one is there until the new one is, whole.
   *
   * @param directory the model directory
   * @throws IOException if that fails; the old file is there then
   */
  public void replace(Path directory) throws IOException {
    ModelDirectoryWriter.replaceFile(directory.resolve(FILE_NAME), toJson());
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
}
