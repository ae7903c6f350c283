package io.github.meshclassifier.internal.family.modernbert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ConfigFields;
import io.github.meshclassifier.internal.family.ConfigKeys;
import io.github.meshclassifier.internal.family.ConfigKeys.Value;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.family.WeightSpec.Part;
import io.github.meshclassifier.internal.family.WeightSpecs;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ModernBERT, in the {@code config.json} of transformers 4.48 and of transformers 5.
 *
 * <p>Dropout of hidden states is that of its feed-forward layers; it also applies to the embeddings
 * and after attention, where the published models have none.
 */
public final class ModernBert extends ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          "num_hidden_layers",
          "num_attention_heads",
          "hidden_size",
          "intermediate_size",
          "hidden_activation",
          new Value("norm_eps", 1e-5),
          new Value("mlp_dropout", 0.0),
          new Value("attention_dropout", 0.0),
          new Value("classifier_dropout", 0.0),
          50_283);

  private static final String MAX_POSITIONS = "max_positions";

  /** How many tokens a layer of near attention looks to either side. */
  private static final String REACH = "reach";

  /** A letter for each layer: G attends to all tokens, L to near ones. */
  private static final String KINDS = "kinds";

  private static final String GLOBAL_THETA = "global_theta";
  private static final String LOCAL_THETA = "local_theta";
  private static final String POOLING = "pooling";
  private static final String HEAD_ACTIVATION = "head_activation";
  private static final List<String> OF_THE_PROGRAM =
      List.of(REACH, KINDS, GLOBAL_THETA, LOCAL_THETA, POOLING, HEAD_ACTIVATION);

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private static final String NORM_BIAS = "norm_bias";
  private static final String ATTENTION_BIAS = "attention_bias";
  private static final String MLP_BIAS = "mlp_bias";
  private static final String HEAD_BIAS = "classifier_bias";

  /** Makes the family. */
  public ModernBert() {
    super("modernbert", "ModernBert", "model.", KEYS);
  }

  @Override
  protected void requireComputed(ConfigFields fields) throws ModelLoadException {
    JsonFields json = fields.json();
    if (json.optional("rope_scaling") != null) {
      throw json.problem("rope_scaling is not supported").expected("null").build();
    }
    int width = json.integer("hidden_size", 1, 65_536);
    int heads = json.integer("num_attention_heads", 1, 1_024);
    if (width % heads == 0 && width / heads % 2 != 0) {
      throw json.problem("hidden_size divided by num_attention_heads is odd")
          .expected("an even number, as half of a head turns against the other")
          .found(width / heads)
          .build();
    }
  }

  @Override
  protected Map<String, Object> ownValues(ConfigFields fields, ModelFiles files)
      throws ModelLoadException {
    JsonFields json = fields.json();
    Map<String, Object> values = new HashMap<>();
    values.put(MAX_POSITIONS, json.integer("max_position_embeddings", 1, 1_000_000, 8192));
    values.put(REACH, json.integer("local_attention", 2, 1_000_000, 128) / 2);
    values.put(KINDS, kinds(json));
    double global = theta(json, FULL, json.real("global_rope_theta", 1, 1e12, 160_000));
    // transformers 4 takes null, and only null, for that of the other layers.
    boolean same =
        json.object().has("local_rope_theta") && json.optional("local_rope_theta") == null;
    values.put(GLOBAL_THETA, global);
    values.put(
        LOCAL_THETA,
        theta(json, SLIDING, json.real("local_rope_theta", 1, 1e12, same ? global : 10_000)));
    String pooling = json.text("classifier_pooling", "cls");
    if (!pooling.equals("cls") && !pooling.equals("mean")) {
      throw json.problem("classifier_pooling is not supported")
          .expected("cls or mean")
          .found(pooling)
          .build();
    }
    values.put(POOLING, pooling);
    values.put(HEAD_ACTIVATION, fields.activation("classifier_activation").name());
    for (String bias : List.of(NORM_BIAS, ATTENTION_BIAS, MLP_BIAS, HEAD_BIAS)) {
      values.put(bias, json.flag(bias));
    }
    return values;
  }

  private static String kinds(JsonFields json) throws ModelLoadException {
    int layers = json.integer("num_hidden_layers", 1, 1_000);
    StringBuilder kinds = new StringBuilder();
    JsonElement types = json.optional("layer_types");
    if (types == null) {
      int every = json.integer("global_attn_every_n_layers", 1, 1_000, 3);
      for (int layer = 0; layer < layers; layer++) {
        kinds.append(layer % every == 0 ? 'G' : 'L');
      }
      return kinds.toString();
    }
    JsonArray listed = json.array("layer_types", types);
    for (JsonElement type : listed) {
      String name = json.text("layer_types[" + kinds.length() + "]", type);
      if (!name.equals(FULL) && !name.equals(SLIDING)) {
        throw json.problem("layer_types has a kind that is not supported")
            .expected(FULL + " or " + SLIDING)
            .found(name)
            .build();
      }
      kinds.append(name.equals(FULL) ? 'G' : 'L');
    }
    if (kinds.length() != layers) {
      throw json.problem("layer_types is not of num_hidden_layers layers")
          .expected(layers)
          .found(kinds.length())
          .build();
    }
    return kinds.toString();
  }

  /** The base of the angles by kind of layer, as transformers 5 writes it, else the older one. */
  private static double theta(JsonFields json, String kind, double older)
      throws ModelLoadException {
    JsonElement all = json.optional("rope_parameters");
    if (all == null) {
      return older;
    }
    JsonElement one = all instanceof JsonObject kinds ? kinds.get(kind) : all;
    if (one == null || one.isJsonNull()) {
      return older;
    }
    String key = "rope_parameters." + kind;
    if (!(one instanceof JsonObject parameters)) {
      throw json.wrong(key, one, "an object");
    }
    JsonFields fields = new JsonFields(parameters, json.file(), json.location());
    String type = fields.text("rope_type", "default");
    if (!type.equals("default")) {
      throw json.problem(key + ".rope_type is not supported")
          .expected("default")
          .found(type)
          .build();
    }
    return fields.real("rope_theta", 1, 1e12, older);
  }

  @Override
  protected List<String> valuesBeyondShapes() {
    return OF_THE_PROGRAM;
  }

  @Override
  protected Map<String, Object> programValues(BackboneConfig config) {
    Map<String, Object> values = new HashMap<>(config.ownValues());
    values.keySet().retainAll(OF_THE_PROGRAM);
    return values;
  }

  @Override
  protected int maxTokens(BackboneConfig config) {
    return config.integer(MAX_POSITIONS);
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    boolean shifted = config.flag(NORM_BIAS);
    WeightSpecs specs =
        new WeightSpecs()
            .matrix("model.embeddings.tok_embeddings.weight", config.vocabularySize(), hidden)
            .norm("model.embeddings.norm", hidden, shifted);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "model.layers." + layer + ".";
      specs.layer(layer);
      if (layer > 0) {
        specs.norm(name + "attn_norm", hidden, shifted);
      }
      specs
          .linear(name + "attn.Wqkv", 3 * hidden, hidden, config.flag(ATTENTION_BIAS))
          .linear(name + "attn.Wo", hidden, hidden, config.flag(ATTENTION_BIAS))
          .norm(name + "mlp_norm", hidden, shifted)
          .linear(name + "mlp.Wi", 2L * config.intermediateSize(), hidden, config.flag(MLP_BIAS))
          .linear(name + "mlp.Wo", hidden, config.intermediateSize(), config.flag(MLP_BIAS));
    }
    return specs
        .top()
        .norm("model.final_norm", hidden, shifted)
        // Pre-training has it too, on every token.
        .in(Part.POOLER)
        .linear("head.dense", hidden, hidden, config.flag(HEAD_BIAS))
        .norm("head.norm", hidden, shifted)
        .in(Part.HEAD)
        .linear("classifier", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of("decoder.");
  }

  /** Its tokenizers have BERT's special tokens, and come as a {@code tokenizer.json} alone. */
  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return new ModelTokens(
        "PreTrainedTokenizerFast",
        null,
        VocabularyFormat.WORD_PIECE.specialTokens(),
        PaddingSide.RIGHT,
        List.of("input_ids", "attention_mask"),
        config.vocabularySize(),
        config.padTokenId());
  }
}
