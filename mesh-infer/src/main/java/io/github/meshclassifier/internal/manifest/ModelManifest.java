package io.github.meshclassifier.internal.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier's directory says beyond the Hugging Face files: {@code mesh-classifier.json}.
 *
 * @param scheme the outputs in their order, and by which rule headings become labels
 * @param thresholds for each output the probability above which it is assigned by default, 0 to 1:
 *     those of the rule's default profile, or other values where the rule has no profile but 0.5
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
  public static final String FILE_NAME = "mesh-classifier.json";

  /** The part of the provenance that keeps {@link BackboneConfig#valuesBeyondShapes}. */
  public static final String ARCHITECTURE = "architecture";

  /** The part of the provenance with what the saved model reaches on the validation articles. */
  public static final String VALIDATION_FIGURES = "validation";

  /** The part of the provenance with what the saved model reaches on other articles. */
  public static final String TEST_FIGURES = "test";

  static final int MAX_TOKENS = 1_000_000;
  static final int FIRST_YEAR = 1954;
  static final int LAST_YEAR = 9999;
  private static final int MAX_SEPARATOR = 16;

  /**
   * Copies and checks; throws IllegalArgumentException if the thresholds or the rule are not for as
   * many labels as there are, the thresholds are not those of the rule's default profile though it
   * has profiles, or a value is out of range.
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
   * Describes a model that decides at 0.5, puts a space between title and abstract, and says
   * nothing of its origin.
   *
   * @param maxTokens the longest input in tokens, special tokens included, at least 3
   */
  public static ModelManifest of(LabelScheme scheme, int maxTokens) {
    DecisionRule half = DecisionRule.half(scheme.size());
    List<Double> thresholds = half.thresholds().toList(scheme.size());
    return new ModelManifest(scheme, thresholds, half, maxTokens, " ", null, new JsonObject());
  }

  public ModelManifest withThresholds(List<Double> other) {
    return new ModelManifest(scheme, other, rule, maxTokens, titleSeparator, meshYear, provenance);
  }

  /**
   * Returns the same manifest with another calibration and other profiles, the thresholds being
   * those of the default profile.
   */
  public ModelManifest withRule(DecisionRule other) {
    List<Double> decided = other.thresholds().toList(other.labelCount());
    return new ModelManifest(
        scheme, decided, other, maxTokens, titleSeparator, meshYear, provenance);
  }

  public ModelManifest withTitleSeparator(String other) {
    return new ModelManifest(scheme, thresholds, rule, maxTokens, other, meshYear, provenance);
  }

  /** Returns the same manifest with the year of its vocabulary, null if unknown. */
  public ModelManifest withMeshYear(@Nullable Integer other) {
    return new ModelManifest(
        scheme, thresholds, rule, maxTokens, titleSeparator, other, provenance);
  }

  public ModelManifest withProvenance(JsonObject other) {
    return new ModelManifest(scheme, thresholds, rule, maxTokens, titleSeparator, meshYear, other);
  }

  /**
   * Makes the scheme of labels whose kind is not known: roots if each id is the letter of one, and
   * headings otherwise; throws IllegalArgumentException if there is no label, or an id appears
   * twice.
   */
  public static LabelScheme schemeOf(List<Label> labels) {
    return LabelScheme.of(DecisionFields.kind(labels), labels);
  }

  public List<Label> labels() {
    return scheme.labels();
  }

  /** Returns the thresholds as what decides; throws IllegalArgumentException if one is 1. */
  public Thresholds decisive() {
    return DecisionFields.thresholds(thresholds);
  }

  /** Returns the same manifest for a model that was trained with a configuration. */
  public ModelManifest withArchitecture(BackboneConfig config) {
    JsonObject other = provenance();
    other.add(ARCHITECTURE, config.valuesBeyondShapes());
    return withProvenance(other);
  }

  /** Requires that a configuration computes what was trained, as far as the provenance says it. */
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

  /** Returns what the model was made from and how: a copy, its keys in the order of the file. */
  @Override
  public JsonObject provenance() {
    return provenance.deepCopy();
  }

  /**
   * Reads the manifest of a model.
   *
   * @return its manifest, or empty if it has none
   * @throws ModelLoadException if the file is malformed, has a newer layout, a field that is
   *     missing, unknown or of the wrong type, or a value out of range
   */
  public static Optional<ModelManifest> read(ModelFiles files) throws ModelLoadException {
    return files.exists(FILE_NAME) ? Optional.of(ManifestJson.read(files)) : Optional.empty();
  }

  /**
   * Reads the manifest of a model that has to have one; throws ModelLoadException if there is none,
   * or as {@link #read}.
   */
  public static ModelManifest require(ModelFiles files) throws ModelLoadException {
    return read(files)
        .orElseThrow(
            () ->
                ModelLoadException.in(files.location(), "there is no " + FILE_NAME)
                    .remedy("Name a directory that MeshTrainer wrote.")
                    .build());
  }

  /** Returns the text of the file: indented JSON with a line end. */
  public String toJson() {
    return JsonText.pretty(ManifestJson.of(this));
  }

  /**
   * Writes the file over the one that is there: beside it first, forced to the disk, and moved, so
   * that the old one is there until the new one is, whole.
   */
  public void replace(Path directory) throws IOException {
    ModelDirectoryWriter.replaceFile(directory.resolve(FILE_NAME), toJson());
  }

  /** Writes the file into a model directory that has none yet. */
  public void write(Path directory) throws IOException {
    Files.writeString(directory.resolve(FILE_NAME), toJson(), StandardOpenOption.CREATE_NEW);
  }
}
