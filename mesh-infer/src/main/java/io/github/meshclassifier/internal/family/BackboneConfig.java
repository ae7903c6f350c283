package io.github.meshclassifier.internal.family;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this library uses of a Hugging Face {@code config.json}, by names that all families share.
 *
 * <p>Immutable and thread-safe.
 *
 * @param modelType the architecture, such as {@code bert}
 * @param layers number of transformer layers
 * @param heads number of attention heads, a divisor of the hidden size
 * @param hiddenSize width of the hidden states
 * @param embeddingSize width of the embeddings, the hidden size unless ELECTRA narrows them
 * @param intermediateSize width of the feed-forward layers
 * @param vocabularySize number of word pieces
 * @param maxPositions number of position embeddings, 0 if there are none
 * @param tokenTypes number of token type embeddings, 0 if there are none
 * @param clampLength the distance that XLNet takes for all larger ones, -1 for no limit
 * @param layerNormEpsilon added to the variance in layer normalization
 * @param hiddenDropout dropout probability of hidden states
 * @param attentionDropout dropout probability of attention weights
 * @param classifierDropout dropout probability before the classifier, null for the hidden one
 * @param activation what follows the first product of the feed-forward layers
 * @param padTokenId the id of the padding token
 * @param initializerRange standard deviation of fresh weights
 * @param segmentIds whether XLNet tells text and {@code <cls>} apart by segment ids, as it was
 *     pretrained; not in the file, true when read
 * @param problemType {@code multi_label_classification} or another of transformers' types, null if
 *     the file does not say
 * @param labels the names of the outputs in their order, at least one; {@code LABEL_0} and so on if
 *     the file has none
 * @param json the whole file; the accessor returns a copy
 */
public record BackboneConfig(
    String modelType,
    int layers,
    int heads,
    int hiddenSize,
    int embeddingSize,
    int intermediateSize,
    int vocabularySize,
    int maxPositions,
    int tokenTypes,
    int clampLength,
    double layerNormEpsilon,
    double hiddenDropout,
    double attentionDropout,
    @Nullable Double classifierDropout,
    Activation activation,
    int padTokenId,
    double initializerRange,
    boolean segmentIds,
    @Nullable String problemType,
    List<String> labels,
    JsonObject json) {
  /** The name of the file. */
  public static final String FILE_NAME = "config.json";

  /** The value of {@code problem_type} for independent labels. */
  public static final String MULTI_LABEL = "multi_label_classification";

  /**
   * The longest sequence of a model without position embeddings. Attention takes memory with the
   * square of the length, 1.6 GB for twelve heads here, and XLNet was pretrained on 512 tokens.
   */
  private static final int MOST_TOKENS = 4096;

  private static final int MAX_BYTES = 16 << 20;

  /** Copies what could change. */
  public BackboneConfig {
    Objects.requireNonNull(modelType, "modelType");
    Objects.requireNonNull(activation, "activation");
    labels = List.copyOf(labels);
    json = json.deepCopy();
  }

  /**
   * Returns a copy of the whole file.
   *
   * @return the JSON object, its keys in the order of the file
   */
  @Override
  public JsonObject json() {
    return json.deepCopy();
  }

  /**
   * Reads and checks the {@code config.json} of a model.
   *
   * @param files the model
   * @return its configuration
   * @throws ModelLoadException if the file is missing, malformed, lacks a size, has a value out of
   *     range, or asks for something that this library does not compute
   */
  public static BackboneConfig read(ModelFiles files) throws ModelLoadException {
    JsonObject json = files.readObject(FILE_NAME, MAX_BYTES);
    return ConfigReader.read(json, files.location(FILE_NAME));
  }

  /**
   * Returns how long a sequence may be: the number of position embeddings; for RoBERTa what is left
   * of them after the padding id, where its positions begin; 4,096 for XLNet, which has none.
   *
   * @return the most tokens, special tokens included
   */
  public int maxTokens() {
    return switch (modelType) {
      case "roberta" -> maxPositions - padTokenId - 1;
      case "xlnet" -> MOST_TOKENS;
      default -> maxPositions;
    };
  }

  /**
   * Returns what changes scores and cannot be told from the shapes of the weights, for a manifest
   * to keep: with another number of heads the same weights load and mean nothing.
   *
   * @return the values by names of their own, the same for all families
   */
  public JsonObject valuesBeyondShapes() {
    JsonObject values = new JsonObject();
    values.addProperty("heads", heads);
    values.addProperty("activation", activation.name());
    values.addProperty("layer_norm_epsilon", layerNormEpsilon);
    values.addProperty("clamp_length", clampLength);
    values.addProperty("pad_token_id", padTokenId);
    return values;
  }

  /**
   * Tells whether {@link #segmentIds} means anything to the architecture.
   *
   * @return true for XLNet
   */
  public boolean hasSegmentIds() {
    return modelType.equals("xlnet");
  }

  /**
   * Returns this configuration with segment ids on or off.
   *
   * @param value whether XLNet tells text and {@code <cls>} apart
   * @return a configuration that differs in nothing else
   * @throws IllegalArgumentException if the architecture has no choice
   */
  public BackboneConfig withSegmentIds(boolean value) {
    if (!hasSegmentIds()) {
      throw new IllegalArgumentException(
          "segmentIds is an option of xlnet alone, and the model is " + modelType);
    }
    return copy(value, problemType, labels, json);
  }

  /**
   * Returns this configuration for a multi-label classifier with other outputs, as transformers
   * would write it: the names of the outputs, the problem type, the class and the element type are
   * set, everything else stays.
   *
   * @param labels the names of the outputs in their order, no name twice
   * @param architecture the transformers class, such as {@code BertForSequenceClassification}
   * @return a new configuration
   * @throws IllegalArgumentException if there is no label or one appears twice
   */
  public BackboneConfig withClassifier(List<String> labels, String architecture) {
    if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("labels must be distinct and not empty, was " + labels);
    }
    JsonObject changed = json.deepCopy();
    JsonArray architectures = new JsonArray();
    architectures.add(architecture);
    changed.add("architectures", architectures);
    changed.addProperty("model_type", modelType);
    changed.addProperty("problem_type", MULTI_LABEL);
    OutputNames.write(changed, labels);
    // The weights of a classifier are always written as float32.
    changed.remove("torch_dtype");
    changed.addProperty("dtype", "float32");
    return copy(segmentIds, MULTI_LABEL, labels, changed);
  }

  private BackboneConfig copy(
      boolean segmentIds, @Nullable String problemType, List<String> labels, JsonObject json) {
    return new BackboneConfig(
        modelType,
        layers,
        heads,
        hiddenSize,
        embeddingSize,
        intermediateSize,
        vocabularySize,
        maxPositions,
        tokenTypes,
        clampLength,
        layerNormEpsilon,
        hiddenDropout,
        attentionDropout,
        classifierDropout,
        activation,
        padTokenId,
        initializerRange,
        segmentIds,
        problemType,
        labels,
        json);
  }

  /**
   * Returns the text of the file.
   *
   * @return indented JSON with a line end
   */
  public String toJson() {
    return JsonText.pretty(json);
  }
}
