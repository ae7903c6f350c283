package io.github.meshclassifier.internal.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.infer.ModelLoadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a Hugging Face {@code config.json} that this library uses.
 *
 * <p>Immutable and thread-safe.
 *
 * @param modelType the architecture, such as {@code bert}
 * @param layers number of transformer layers
 * @param heads number of attention heads, a divisor of the hidden size
 * @param hiddenSize width of the hidden states
 * @param intermediateSize width of the feed-forward layers
 * @param vocabularySize number of word pieces
 * @param maxPositions number of position embeddings
 * @param tokenTypes number of token type embeddings
 * @param layerNormEpsilon added to the variance in layer normalization
 * @param activation the feed-forward activation, such as {@code gelu}
 * @param hiddenDropout dropout probability of hidden states
 * @param attentionDropout dropout probability of attention weights
 * @param classifierDropout dropout probability before the classifier, null for the hidden one
 * @param padTokenId the id of the padding token
 * @param initializerRange standard deviation of fresh weights
 * @param problemType {@code multi_label_classification} or another of transformers' types, null if
 *     the file does not say
 * @param labels the names of the outputs in their order, empty if the file has none
 * @param json the whole file; the accessor returns a copy
 */
public record BackboneConfig(
    String modelType,
    int layers,
    int heads,
    int hiddenSize,
    int intermediateSize,
    int vocabularySize,
    int maxPositions,
    int tokenTypes,
    double layerNormEpsilon,
    String activation,
    double hiddenDropout,
    double attentionDropout,
    @Nullable Double classifierDropout,
    int padTokenId,
    double initializerRange,
    @Nullable String problemType,
    List<String> labels,
    JsonObject json) {
  /** The name of the file. */
  public static final String FILE_NAME = "config.json";

  /** The value of {@code problem_type} for independent labels. */
  public static final String MULTI_LABEL = "multi_label_classification";

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_LABELS = 100_000;

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
    JsonObject json = JsonText.readObject(files, FILE_NAME, MAX_BYTES);
    return parse(json, files.location(FILE_NAME));
  }

  private static BackboneConfig parse(JsonObject json, String location) throws ModelLoadException {
    JsonFields fields = new JsonFields(json, FILE_NAME, location);
    String modelType = modelType(fields);
    int hiddenSize = fields.integer("hidden_size", 1, 65_536);
    int heads = fields.integer("num_attention_heads", 1, 1_024);
    if (hiddenSize % heads != 0) {
      throw fields
          .problem("hidden_size is not divisible by num_attention_heads")
          .expected("a multiple of " + heads)
          .found(hiddenSize)
          .build();
    }
    int vocabularySize = fields.integer("vocab_size", 1, 10_000_000);
    rejectWhatIsNotComputed(fields);
    JsonElement classifierDropout = fields.optional("classifier_dropout");
    boolean roberta = modelType.equals("roberta");
    return new BackboneConfig(
        modelType,
        fields.integer("num_hidden_layers", 1, 1_000),
        heads,
        hiddenSize,
        fields.integer("intermediate_size", 1, 1_000_000),
        vocabularySize,
        fields.integer("max_position_embeddings", 1, 1_000_000),
        fields.integer("type_vocab_size", 1, 1_000, 2),
        fields.real("layer_norm_eps", 0, 1, 1e-12),
        fields.text("hidden_act", "gelu"),
        fields.real("hidden_dropout_prob", 0, 1, 0.1),
        fields.real("attention_probs_dropout_prob", 0, 1, 0.1),
        classifierDropout == null
            ? null
            : (Double) fields.real("classifier_dropout", classifierDropout, 0, 1),
        fields.integer("pad_token_id", 0, vocabularySize - 1, roberta ? 1 : 0),
        fields.real("initializer_range", 0, 100, 0.02),
        fields.text("problem_type"),
        labels(fields),
        json);
  }

  /**
   * Returns this configuration for a multi-label classifier with other outputs, as transformers
   * would write it: {@code id2label}, {@code label2id}, {@code problem_type}, {@code architectures}
   * and {@code model_type} are set, everything else stays.
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
    JsonObject idToLabel = new JsonObject();
    JsonObject labelToId = new JsonObject();
    for (int i = 0; i < labels.size(); i++) {
      idToLabel.addProperty(Integer.toString(i), labels.get(i));
      labelToId.addProperty(labels.get(i), i);
    }
    changed.add("id2label", idToLabel);
    changed.add("label2id", labelToId);
    // A count that contradicts id2label makes transformers replace the names.
    changed.remove("num_labels");
    changed.remove("_num_labels");
    // The weights of a classifier are always written as float32.
    changed.remove("torch_dtype");
    changed.addProperty("dtype", "float32");
    return new BackboneConfig(
        modelType,
        layers,
        heads,
        hiddenSize,
        intermediateSize,
        vocabularySize,
        maxPositions,
        tokenTypes,
        layerNormEpsilon,
        activation,
        hiddenDropout,
        attentionDropout,
        classifierDropout,
        padTokenId,
        initializerRange,
        MULTI_LABEL,
        labels,
        changed);
  }

  /**
   * Returns the text of the file.
   *
   * @return indented JSON with a line end
   */
  public String toJson() {
    return JsonText.pretty(json);
  }

  /** Files older than transformers 2.2 name the class but not the type. */
  private static String modelType(JsonFields fields) throws ModelLoadException {
    String type = fields.text("model_type");
    if (type != null) {
      return type;
    }
    JsonElement architectures = fields.optional("architectures");
    if (architectures instanceof JsonArray names && names.size() == 1) {
      String name = fields.text("architectures", names.get(0));
      for (Map.Entry<String, String> known :
          Map.of("BertFor", "bert", "RobertaFor", "roberta", "XLNetFor", "xlnet").entrySet()) {
        if (name.startsWith(known.getKey())) {
          return known.getValue();
        }
      }
    }
    throw fields
        .problem("model_type is missing")
        .expected("the architecture, such as bert")
        .remedy("Add \"model_type\" as the model's publisher names it.")
        .build();
  }

  private static void rejectWhatIsNotComputed(JsonFields fields) throws ModelLoadException {
    String positions = fields.text("position_embedding_type", "absolute");
    if (!positions.equals("absolute")) {
      throw fields
          .problem("position_embedding_type is not supported")
          .expected("absolute")
          .found(positions)
          .build();
    }
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      if (fields.flag(key)) {
        throw fields.problem(key + " is not supported").expected("false").found("true").build();
      }
    }
  }

  private static List<String> labels(JsonFields fields) throws ModelLoadException {
    JsonElement value = fields.optional("id2label");
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonObject names) || names.size() > MAX_LABELS) {
      throw fields.wrong("id2label", value, "an object of at most " + MAX_LABELS + " names");
    }
    List<String> labels = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      JsonElement name = names.get(Integer.toString(i));
      if (name == null) {
        throw fields
            .problem("id2label has no entry for output " + i)
            .expected("the keys \"0\" to \"" + (names.size() - 1) + "\"")
            .found(String.join(" ", names.keySet()))
            .build();
      }
      labels.add(fields.text("id2label." + i, name));
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw fields.problem("id2label gives two outputs the same name").build();
    }
    checkInverse(fields, labels);
    return labels;
  }

  private static void checkInverse(JsonFields fields, List<String> labels)
      throws ModelLoadException {
    JsonElement value = fields.optional("label2id");
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonObject ids)) {
      throw fields.wrong("label2id", value, "an object");
    }
    for (int i = 0; i < labels.size(); i++) {
      JsonElement id = ids.get(labels.get(i));
      int found = id == null ? -1 : fields.integer("label2id", id, 0, MAX_LABELS);
      if (found != i || ids.size() != labels.size()) {
        throw fields
            .problem("label2id disagrees with id2label about '" + clip(labels.get(i)) + "'")
            .expected(i + " among " + labels.size() + " labels")
            .found((found < 0 ? "nothing" : found) + " among " + ids.size())
            .build();
      }
    }
  }

  private static String clip(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
