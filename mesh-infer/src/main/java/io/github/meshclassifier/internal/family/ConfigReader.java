package io.github.meshclassifier.internal.family;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code config.json}, whatever its family calls things, and refuses what no program does.
 */
final class ConfigReader {
  /** The transformers class in files older than transformers 2.2, which lack the type. */
  private static final Pattern CLASS = Pattern.compile("(Bert|Roberta|XLNet)(For|Model|LMHead).*");

  private static final Map<String, String> TYPE_OF_CLASS =
      Map.of("Bert", "bert", "Roberta", "roberta", "XLNet", "xlnet");

  private final JsonFields fields;
  private final String modelType;
  private final ConfigKeys keys;

  private ConfigReader(JsonFields fields) throws ModelLoadException {
    this.fields = fields;
    this.modelType = modelType(fields);
    ConfigKeys known = ConfigKeys.of(modelType);
    if (known == null) {
      throw fields
          .problem("this model_type is not supported")
          .expected("one of " + ConfigKeys.modelTypes())
          .found(modelType)
          .build();
    }
    this.keys = known;
  }

  static BackboneConfig read(JsonObject json, String location) throws ModelLoadException {
    return new ConfigReader(new JsonFields(json, BackboneConfig.FILE_NAME, location)).read();
  }

  private BackboneConfig read() throws ModelLoadException {
    rejectWhatIsNotComputed();
    int hiddenSize = fields.integer(keys.hiddenSize(), 1, 65_536);
    int heads = heads(hiddenSize);
    int vocabularySize = fields.integer("vocab_size", 1, 10_000_000);
    int padTokenId = fields.integer("pad_token_id", 0, vocabularySize - 1, keys.padTokenIdAbsent());
    boolean bertLike = keys.hiddenSize().equals("hidden_size");
    boolean xlnet = modelType.equals("xlnet");
    BackboneConfig config =
        new BackboneConfig(
            modelType,
            fields.integer(keys.layers(), 1, 1_000),
            heads,
            hiddenSize,
            modelType.equals("electra")
                ? fields.integer("embedding_size", 1, 65_536, 128)
                : hiddenSize,
            fields.integer(keys.intermediateSize(), 1, 1_000_000),
            vocabularySize,
            xlnet ? 0 : fields.integer("max_position_embeddings", 1, 1_000_000),
            bertLike ? fields.integer("type_vocab_size", 1, 1_000, 2) : 0,
            xlnet ? fields.integer("clamp_len", -1, 1_000_000, -1) : -1,
            // DistilBERT's is fixed.
            bertLike || xlnet ? fields.real("layer_norm_eps", 0, 1, 1e-12) : 1e-12,
            fields.real(keys.hiddenDropout(), 0, 1, 0.1),
            fields.real(keys.attentionDropout(), 0, 1, 0.1),
            classifierDropout(),
            activation(),
            padTokenId,
            fields.real("initializer_range", 0, 100, 0.02),
            true,
            fields.text("problem_type"),
            OutputNames.read(fields),
            fields.object());
    if (config.maxTokens() < 1) {
      throw fields
          .problem("max_position_embeddings leaves no position after pad_token_id")
          .expected("more than " + (padTokenId + 1))
          .found(config.maxPositions())
          .build();
    }
    return config;
  }

  private int heads(int hiddenSize) throws ModelLoadException {
    int heads = fields.integer(keys.heads(), 1, 1_024);
    if (hiddenSize % heads != 0) {
      throw fields
          .problem(keys.hiddenSize() + " is not divisible by " + keys.heads())
          .expected("a multiple of " + heads)
          .found(hiddenSize)
          .build();
    }
    return heads;
  }

  private @Nullable Double classifierDropout() throws ModelLoadException {
    JsonElement value = fields.optional(keys.classifierDropout());
    return value == null
        ? keys.classifierDropoutAbsent()
        : (Double) fields.real(keys.classifierDropout(), value, 0, 1);
  }

  private Activation activation() throws ModelLoadException {
    String name = fields.text(keys.activation(), "gelu");
    return Activation.of(name)
        .orElseThrow(
            () ->
                fields
                    .problem(keys.activation() + " is not supported")
                    .expected("one of " + Activation.names())
                    .found(name)
                    .build());
  }

  private static String modelType(JsonFields fields) throws ModelLoadException {
    String type = fields.text("model_type");
    if (type != null) {
      return type;
    }
    JsonElement architectures = fields.optional("architectures");
    if (architectures instanceof JsonArray names && names.size() == 1) {
      Matcher matcher = CLASS.matcher(fields.text("architectures", names.get(0)));
      if (matcher.matches()) {
        return TYPE_OF_CLASS.getOrDefault(matcher.group(1), "");
      }
    }
    throw fields
        .problem("model_type is missing")
        .expected("the architecture, such as bert")
        .remedy("Add \"model_type\" as the model's publisher names it.")
        .build();
  }

  private void rejectWhatIsNotComputed() throws ModelLoadException {
    if (fields.optional("position_embedding_type") != null) {
      require("position_embedding_type", "absolute");
    }
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      requireNot(key);
    }
    if (modelType.equals("xlnet")) {
      rejectWhatXlnetDoesNotCompute();
    }
  }

  private void rejectWhatXlnetDoesNotCompute() throws ModelLoadException {
    require("attn_type", "bi");
    require("summary_type", "last");
    require("summary_activation", "tanh");
    requireNot("bi_data");
    requireNot("summary_proj_to_labels");
    for (String key : List.of("untie_r", "summary_use_proj")) {
      if (fields.optional(key) != null && !fields.flag(key)) {
        throw fields.problem(key + " is not supported").expected("true").found("false").build();
      }
    }
    JsonElement size = fields.optional("d_head");
    int width = fields.integer(keys.hiddenSize(), 1, 65_536);
    int heads = heads(width);
    if (size != null && fields.integer("d_head", size, 1, 65_536) != width / heads) {
      throw fields
          .problem("d_head is not d_model divided by n_head")
          .expected(width / heads)
          .found(size)
          .build();
    }
  }

  /** Requires a value, which is also the default; null is a value of its own. */
  private void require(String key, String supported) throws ModelLoadException {
    String found = fields.object().has(key) ? fields.text(key) : supported;
    if (!supported.equals(found)) {
      throw fields
          .problem(key + " is not supported")
          .expected(supported)
          .found(found == null ? "null" : found)
          .build();
    }
  }

  private void requireNot(String key) throws ModelLoadException {
    if (fields.flag(key)) {
      throw fields.problem(key + " is not supported").expected("false").found("true").build();
    }
  }
}
