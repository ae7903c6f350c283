package io.github.meshclassifier.internal.family.xlnet;

import com.google.gson.JsonElement;
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
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import java.util.Map;

/**
 * XLNet.
 *
 * <p>It was pretrained with segment ids, which set the closing {@code <cls>} apart from the text;
 * transformers 4 passed them by default, transformers 5 does if the tokenizer gives them. A model
 * does not read them if {@code model_input_names} in {@code tokenizer_config.json} lists inputs
 * without {@code token_type_ids}. A saved model has the list, and its manifest keeps the choice.
 */
public final class Xlnet extends ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          "n_layer",
          "n_head",
          "d_model",
          "d_inner",
          "ff_activation",
          new Value("layer_norm_eps", 1e-12),
          new Value("dropout", 0.1),
          new Value("dropout", 0.1),
          new Value("summary_last_dropout", 0.1),
          5);

  /**
   * The longest sequence, as there are no position embeddings. Attention takes memory with the
   * square of the length, 1.6 GB for twelve heads here, and XLNet was pretrained on 512 tokens.
   */
  private static final int MOST_TOKENS = 4096;

  /** The distance taken for all larger ones, -1 for no limit. */
  private static final String CLAMP_LENGTH = "clamp_length";

  private static final String SEGMENT_IDS = "segment_ids";

  private static final String TOKEN_TYPES = "token_type_ids";

  public Xlnet() {
    super("xlnet", "XLNet", "transformer.", KEYS);
  }

  @Override
  protected void requireComputed(ConfigFields fields) throws ModelLoadException {
    fields.require("attn_type", "bi");
    fields.require("summary_type", "last");
    fields.require("summary_activation", "tanh");
    fields.require("bi_data", false);
    fields.require("summary_proj_to_labels", false);
    fields.require("untie_r", true);
    fields.require("summary_use_proj", true);
    JsonFields json = fields.json();
    JsonElement size = json.optional("d_head");
    int width = json.integer("d_model", 1, 65_536);
    int heads = json.integer("n_head", 1, 1_024);
    if (size != null
        && width % heads == 0
        && json.integer("d_head", size, 1, 65_536) != width / heads) {
      throw json.problem("d_head is not d_model divided by n_head")
          .expected(width / heads)
          .found(size)
          .build();
    }
  }

  @Override
  protected Map<String, Object> ownValues(ConfigFields fields, ModelFiles files)
      throws ModelLoadException {
    boolean segmentIds =
        TextEncoder.modelInputs(files).map(names -> names.contains(TOKEN_TYPES)).orElse(true);
    return Map.of(
        CLAMP_LENGTH,
        fields.json().integer("clamp_len", -1, 1_000_000, -1),
        SEGMENT_IDS,
        segmentIds);
  }

  @Override
  protected List<String> valuesBeyondShapes() {
    return List.of(CLAMP_LENGTH, SEGMENT_IDS);
  }

  @Override
  protected Map<String, Object> programValues(BackboneConfig config) {
    return Map.of("clamp", config.integer(CLAMP_LENGTH), SEGMENT_IDS, config.flag(SEGMENT_IDS));
  }

  @Override
  protected int maxTokens(BackboneConfig config) {
    return MOST_TOKENS;
  }

  @Override
  public List<WeightSpec> tensors(BackboneConfig config, int labels) {
    long hidden = config.hiddenSize();
    long heads = config.heads();
    long size = hidden / heads;
    WeightSpecs specs =
        new WeightSpecs()
            .matrix("transformer.word_embedding.weight", config.vocabularySize(), hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = "transformer.layer." + layer + ".";
      specs.layer(layer);
      for (String projection : List.of("q", "k", "v", "o", "r")) {
        specs.matrix(name + "rel_attn." + projection, hidden, heads, size);
      }
      for (String bias : List.of("r_r_bias", "r_s_bias", "r_w_bias")) {
        specs.bias(name + "rel_attn." + bias, heads, size);
      }
      specs
          .matrix(name + "rel_attn.seg_embed", 2, heads, size)
          .norm(name + "rel_attn.layer_norm", hidden)
          .linear(name + "ff.layer_1", config.intermediateSize(), hidden)
          .linear(name + "ff.layer_2", hidden, config.intermediateSize())
          .norm(name + "ff.layer_norm", hidden);
    }
    return specs
        .in(Part.HEAD)
        .linear("sequence_summary.summary", hidden, hidden)
        .linear("logits_proj", labels, hidden)
        .list();
  }

  @Override
  public List<String> unneeded() {
    return List.of("lm_loss.", "mask_emb");
  }

  /** Pre-training's mark of a hidden token. */
  @Override
  public List<TensorSpec> kept(BackboneConfig config) {
    return List.of(
        TensorSpec.of("transformer.mask_emb", TensorType.F32, 1, 1, config.hiddenSize()));
  }

  @Override
  protected ModelTokens tokens(BackboneConfig config) {
    return new ModelTokens(
        "XLNetTokenizer",
        VocabularyFormat.SENTENCE_PIECE,
        VocabularyFormat.SENTENCE_PIECE.specialTokens(),
        PaddingSide.LEFT,
        config.flag(SEGMENT_IDS)
            ? List.of("input_ids", TOKEN_TYPES, "attention_mask")
            : List.of("input_ids", "attention_mask"),
        config.vocabularySize(),
        config.padTokenId());
  }

  @Override
  public String inputNote(BackboneConfig config) {
    return config.flag(SEGMENT_IDS)
        ? "XLNet is scored with the segment ids that its tokenizer gives (`token_type_ids`: 0 for"
            + " the text, 2 for the last token, 3 for padding on the left). Pass all outputs of the"
            + " tokenizer to the model, as pipelines do: without segment ids the scores are others."
        : "This XLNet was trained without segment ids (`token_type_ids`) and is scored without"
            + " them. Its tokenizer gives none unless it is asked to, as"
            + " `tokenizer_config.json` says: do not pass them to the model, as the scores with"
            + " them are others.";
  }
}
