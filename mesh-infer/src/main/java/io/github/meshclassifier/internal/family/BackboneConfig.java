package io.github.meshclassifier.internal.family;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this library uses of a Hugging Face {@code config.json}: by names that all families share
 * what all have, and by names of the family's own what it has alone.
 *
 * @param heads number of attention heads, a divisor of the hidden size
 * @param classifierDropout dropout probability before the classifier, null for the hidden one
 * @param ownValues what the family has alone, by its names for it
 * @param problemType {@code multi_label_classification} or another of transformers' types, null if
 *     the file does not say
 * @param labels the names of the outputs in their order, at least one; {@code LABEL_0} and so on if
 *     the file has none
 * @param json the whole file; the accessor returns a copy
 */
public record BackboneConfig(
    ModelFamily family,
    int layers,
    int heads,
    int hiddenSize,
    int intermediateSize,
    int vocabularySize,
    double layerNormEpsilon,
    double hiddenDropout,
    double attentionDropout,
    @Nullable Double classifierDropout,
    Activation activation,
    int padTokenId,
    double initializerRange,
    Map<String, Object> ownValues,
    @Nullable String problemType,
    List<String> labels,
    JsonObject json) {
  public static final String FILE_NAME = "config.json";

  /** The value of {@code problem_type} for independent labels. */
  public static final String MULTI_LABEL = "multi_label_classification";

  public BackboneConfig {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(activation, "activation");
    ownValues = Map.copyOf(ownValues);
    labels = List.copyOf(labels);
    json = json.deepCopy();
  }

  @Override
  public JsonObject json() {
    return json.deepCopy();
  }

  /**
   * Reads and checks the {@code config.json} of a model; throws ModelLoadException if the file is
   * missing, malformed, of no such family, lacks a size, has a value out of range, or asks for
   * something that this library does not compute.
   */
  public static BackboneConfig read(ModelFiles files, List<ModelFamily> families)
      throws ModelLoadException {
    return ConfigReader.read(files, families);
  }

  /**
   * Returns what the file calls the family: the value of {@code model_type}, such as {@code bert}.
   */
  public String modelType() {
    return family.modelType();
  }

  /**
   * Returns a whole number that the family has alone; throws IllegalArgumentException if the family
   * has none of that name.
   */
  public int integer(String name) {
    return (Integer) own(name);
  }

  /** Returns a switch that the family has alone. */
  public boolean flag(String name) {
    return (Boolean) own(name);
  }

  /** Returns a name that the family has alone. */
  public String text(String name) {
    return (String) own(name);
  }

  private Object own(String name) {
    Object value = ownValues.get(name);
    if (value == null) {
      throw new IllegalArgumentException(modelType() + " has no " + name);
    }
    return value;
  }

  /** Returns how long a sequence may be: the most tokens, special tokens included, at least 1. */
  public int maxTokens() {
    return family.maxTokens(this);
  }

  /**
   * Returns what the model needs of its tokenizer, and what its tokenizer is where no file says.
   */
  public ModelTokens tokens() {
    return family.tokens(this);
  }

  /**
   * Returns what changes scores and cannot be told from the shapes of the weights, for a manifest
   * to keep: with another number of heads the same weights load and mean nothing.
   */
  public JsonObject valuesBeyondShapes() {
    JsonObject values = new JsonObject();
    values.addProperty("heads", heads);
    values.addProperty("activation", activation.name());
    values.addProperty("layer_norm_epsilon", layerNormEpsilon);
    values.addProperty("pad_token_id", padTokenId);
    for (String name : family.valuesBeyondShapes()) {
      values.add(name, new Gson().toJsonTree(own(name)));
    }
    return values;
  }

  /**
   * Returns this configuration for a multi-label classifier with other outputs, as transformers
   * would write it: the names of the outputs, the problem type, the class and the element type are
   * set, everything else stays.
   *
   * @param labels the names of the outputs in their order, no name twice
   */
  public BackboneConfig withClassifier(List<String> labels) {
    if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("labels must be distinct and not empty, was " + labels);
    }
    JsonObject changed = json.deepCopy();
    JsonArray architectures = new JsonArray();
    architectures.add(family.classifierClass());
    changed.add("architectures", architectures);
    changed.addProperty("model_type", modelType());
    changed.addProperty("problem_type", MULTI_LABEL);
    OutputNames.write(changed, labels);
    // The weights of a classifier are always written as float32.
    changed.remove("torch_dtype");
    changed.addProperty("dtype", "float32");
    return new BackboneConfig(
        family,
        layers,
        heads,
        hiddenSize,
        intermediateSize,
        vocabularySize,
        layerNormEpsilon,
        hiddenDropout,
        attentionDropout,
        classifierDropout,
        activation,
        padTokenId,
        initializerRange,
        ownValues,
        MULTI_LABEL,
        labels,
        changed);
  }

  public String toJson() {
    return JsonText.pretty(json);
  }
}
