package io.github.meshclassifier.internal.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.weights.Fixtures;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of each family, with the values that the published base models have. */
class ConfigFamiliesTest {
  private static final String ROBERTA =
      """
      {"architectures": ["RobertaForMaskedLM"], "attention_probs_dropout_prob": 0.1,
       "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
       "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
       "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "roberta",
       "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1,
       "type_vocab_size": 1, "vocab_size": 50265}
      """;

  private static final String XLNET =
      """
      {"architectures": ["XLNetLMHeadModel"], "attn_type": "bi", "bi_data": false,
       "bos_token_id": 1, "clamp_len": -1, "d_head": 64, "d_inner": 3072, "d_model": 768,
       "dropout": 0.2, "end_n_top": 5, "eos_token_id": 2, "ff_activation": "gelu",
       "initializer_range": 0.02, "layer_norm_eps": 1e-12, "mem_len": null,
       "model_type": "xlnet", "n_head": 12, "n_layer": 12, "pad_token_id": 5, "reuse_len": null,
       "same_length": false, "start_n_top": 5, "summary_activation": "tanh",
       "summary_last_dropout": 0.1, "summary_type": "last", "summary_use_proj": true,
       "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 250}},
       "untie_r": true, "vocab_size": 32000}
      """;

  private static final String DISTILBERT =
      """
      {"activation": "gelu", "architectures": ["DistilBertForMaskedLM"], "attention_dropout": 0.1,
       "dim": 768, "dropout": 0.15, "hidden_dim": 3072, "initializer_range": 0.02,
       "max_position_embeddings": 512, "model_type": "distilbert", "n_heads": 12, "n_layers": 6,
       "pad_token_id": 0, "qa_dropout": 0.1, "seq_classif_dropout": 0.2,
       "sinusoidal_pos_embds": false, "tie_weights_": true, "vocab_size": 30522}
      """;

  private static final String ELECTRA =
      """
      {"architectures": ["ElectraForPreTraining"], "attention_probs_dropout_prob": 0.1,
       "embedding_size": 128, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
       "hidden_size": 256, "initializer_range": 0.02, "intermediate_size": 1024,
       "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "electra",
       "num_attention_heads": 4, "num_hidden_layers": 12, "type_vocab_size": 2,
       "vocab_size": 30522}
      """;

  /** As transformers 4.48 wrote it. */
  private static final String MODERNBERT =
      """
      {"architectures": ["ModernBertForMaskedLM"], "attention_bias": false,
       "attention_dropout": 0.0, "bos_token_id": 50281, "classifier_activation": "gelu",
       "classifier_bias": false, "classifier_dropout": 0.0, "classifier_pooling": "mean",
       "cls_token_id": 50281, "decoder_bias": true, "deterministic_flash_attn": false,
       "embedding_dropout": 0.0, "eos_token_id": 50282, "global_attn_every_n_layers": 3,
       "global_rope_theta": 160000.0, "gradient_checkpointing": false,
       "hidden_activation": "gelu", "hidden_size": 768, "initializer_cutoff_factor": 2.0,
       "initializer_range": 0.02, "intermediate_size": 1152, "layer_norm_eps": 1e-05,
       "local_attention": 128, "local_rope_theta": 10000.0, "max_position_embeddings": 8192,
       "mlp_bias": false, "mlp_dropout": 0.0, "model_type": "modernbert", "norm_bias": false,
       "norm_eps": 1e-05, "num_attention_heads": 12, "num_hidden_layers": 4,
       "pad_token_id": 50283, "position_embedding_type": "absolute", "sep_token_id": 50282,
       "tie_word_embeddings": true, "vocab_size": 50368}
      """;

  /** The same as transformers 5 writes it. */
  private static final String MODERNBERT_5 =
      MODERNBERT
          .replace(
              "\"global_rope_theta\": 160000.0,",
              """
              "layer_types": ["full_attention", "sliding_attention", "sliding_attention",
                "full_attention"],
              "rope_parameters": {
                "full_attention": {"rope_theta": 160000.0, "rope_type": "default"},
                "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"}},
              """)
          .replace("\"local_rope_theta\": 10000.0,", "");

  @TempDir Path temp;

  private BackboneConfig read(String json) throws IOException {
    return Families.read(
        Fixtures.directory(temp, BackboneConfig.FILE_NAME, json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void read_roberta_positionsAfterThePaddingId() throws IOException {
    BackboneConfig config = read(ROBERTA);
    assertThat(config.integer("max_positions")).isEqualTo(514);
    assertThat(config.maxTokens()).isEqualTo(512);
    assertThat(config.padTokenId()).isOne();
    assertThat(config.integer("token_types")).isOne();
    assertThat(config.layerNormEpsilon()).isEqualTo(1e-5);
    assertThat(read(ROBERTA.replace("\"pad_token_id\": 1,", "")).padTokenId()).isOne();
  }

  @Test
  void read_xlnet_itsOwnNames() throws IOException {
    BackboneConfig config = read(XLNET);
    assertThat(config.layers()).isEqualTo(12);
    assertThat(config.heads()).isEqualTo(12);
    assertThat(config.hiddenSize()).isEqualTo(768);
    assertThat(config.intermediateSize()).isEqualTo(3072);
    assertThat(config.hiddenDropout()).isEqualTo(0.2);
    assertThat(config.attentionDropout()).isEqualTo(0.2);
    assertThat(config.classifierDropout()).isEqualTo(0.1);
    assertThat(config.padTokenId()).isEqualTo(5);
    assertThat(config.integer("clamp_length")).isEqualTo(-1);
    assertThat(config.maxTokens()).isEqualTo(4096);
    assertThat(config.flag("segment_ids")).isTrue();
    BackboneConfig sparse =
        read(
            """
            {"architectures": ["XLNetLMHeadModel"], "d_model": 8, "n_head": 2, "n_layer": 1,
             "d_inner": 12, "vocab_size": 10, "clamp_len": 7}
            """);
    assertThat(sparse.modelType()).isEqualTo("xlnet");
    assertThat(sparse.padTokenId()).isEqualTo(5);
    assertThat(sparse.classifierDropout()).isEqualTo(0.1);
    assertThat(sparse.integer("clamp_length")).isEqualTo(7);
  }

  @Test
  void read_distilbert_itsOwnNames() throws IOException {
    BackboneConfig config = read(DISTILBERT);
    assertThat(config.layers()).isEqualTo(6);
    assertThat(config.heads()).isEqualTo(12);
    assertThat(config.hiddenSize()).isEqualTo(768);
    assertThat(config.intermediateSize()).isEqualTo(3072);
    assertThat(config.maxTokens()).isEqualTo(512);
    assertThat(config.hiddenDropout()).isEqualTo(0.15);
    assertThat(config.attentionDropout()).isEqualTo(0.1);
    assertThat(config.classifierDropout()).isEqualTo(0.2);
    assertThat(config.layerNormEpsilon()).isEqualTo(1e-12);
    assertThat(read(DISTILBERT.replace("seq_classif", "other")).classifierDropout()).isEqualTo(0.2);
  }

  @Test
  void read_electra_narrowEmbeddings() throws IOException {
    BackboneConfig config = read(ELECTRA);
    assertThat(config.integer("embedding_size")).isEqualTo(128);
    assertThat(config.hiddenSize()).isEqualTo(256);
    assertThat(config.classifierDropout()).isNull();
    assertThat(config.maxTokens()).isEqualTo(512);
  }

  @Test
  void read_modernbert_bothWaysToWriteIt() throws IOException {
    BackboneConfig config = read(MODERNBERT);
    assertThat(config.maxTokens()).isEqualTo(8192);
    assertThat(config.layerNormEpsilon()).isEqualTo(1e-5);
    assertThat(config.classifierDropout()).isEqualTo(0.0);
    assertThat(config.hiddenDropout()).isEqualTo(0.0);
    assertThat(config.padTokenId()).isEqualTo(50_283);
    assertThat(config.ownValues())
        .containsEntry("kinds", "GLLG")
        .containsEntry("reach", 64)
        .containsEntry("global_theta", 160_000.0)
        .containsEntry("local_theta", 10_000.0)
        .containsEntry("pooling", "mean");
    assertThat(read(MODERNBERT_5).ownValues()).isEqualTo(config.ownValues());
    assertThat(read(MODERNBERT_5).valuesBeyondShapes()).isEqualTo(config.valuesBeyondShapes());
    BackboneConfig sparse =
        read(
            """
            {"model_type": "modernbert", "hidden_size": 768, "num_attention_heads": 12,
             "num_hidden_layers": 4, "intermediate_size": 1152, "vocab_size": 50368,
             "classifier_pooling": "mean"}
            """);
    assertThat(sparse.ownValues()).isEqualTo(config.ownValues());
    assertThat(sparse.padTokenId()).isEqualTo(50_283);
    String null4 =
        MODERNBERT.replace("\"local_rope_theta\": 10000.0", "\"local_rope_theta\": null");
    assertThat(read(null4).ownValues()).containsEntry("local_theta", 160_000.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "XLNET|\"attn_type\": \"bi\"|\"attn_type\": \"uni\"|attn_type is not supported, expected"
            + " bi, found uni",
        "XLNET|\"bi_data\": false|\"bi_data\": true|bi_data is not supported, expected false",
        "XLNET|\"untie_r\": true|\"untie_r\": false|untie_r is not supported, expected true",
        "XLNET|\"summary_type\": \"last\"|\"summary_type\": \"mean\"|summary_type is not supported,"
            + " expected last, found mean",
        "XLNET|\"summary_use_proj\": true|\"summary_use_proj\": false|summary_use_proj is not"
            + " supported",
        "XLNET|\"summary_activation\": \"tanh\"|\"summary_activation\": null|summary_activation is"
            + " not supported, expected tanh, found null",
        "XLNET|\"bi_data\": false|\"summary_proj_to_labels\": true|summary_proj_to_labels is not"
            + " supported",
        "XLNET|\"d_head\": 64|\"d_head\": 32|d_head is not d_model divided by n_head, expected 64,"
            + " found 32",
        "XLNET|\"n_head\": 12|\"n_head\": 11|d_model is not divisible by n_head",
        "XLNET|\"n_layer\": 12|\"n_layers\": 12|n_layer is missing",
        "XLNET|\"clamp_len\": -1|\"clamp_len\": -2|clamp_len is not valid",
        "DISTILBERT|\"dim\": 768|\"dim\": 0|dim is not valid",
        "ELECTRA|\"embedding_size\": 128|\"embedding_size\": 0|embedding_size is not valid",
        "ELECTRA|\"hidden_act\": \"gelu\"|\"position_embedding_type\":"
            + " \"relative_key\"|position_embedding_type is not supported",
        "ROBERTA|\"pad_token_id\": 1|\"is_decoder\": true|is_decoder is not supported",
        "ROBERTA|\"max_position_embeddings\": 514|\"max_position_embeddings\":"
            + " 2|max_position_embeddings leaves no position after pad_token_id",
        "ROBERTA|\"roberta\"|\"xlm-roberta\"|this model_type is not supported, expected one of"
            + " [bert, distilbert, electra, modernbert, roberta, xlnet], found xlm-roberta",
        "MODERNBERT|\"classifier_pooling\": \"mean\"|\"classifier_pooling\": \"max\"|"
            + "classifier_pooling is not supported, expected cls or mean, found max",
        "MODERNBERT|\"rope_theta\": 10000.0, \"rope_type\": \"default\"|\"rope_type\": \"yarn\"|"
            + "rope_parameters.sliding_attention.rope_type is not supported, expected default",
        "MODERNBERT|\"mlp_bias\": false|\"rope_scaling\": {\"factor\": 2}|rope_scaling is not"
            + " supported",
        "MODERNBERT|\"num_hidden_layers\": 4|\"num_hidden_layers\": 5|layer_types is not of"
            + " num_hidden_layers layers, expected 5, found 4",
        "MODERNBERT|[\"full_attention\"|[\"chunked_attention\"|layer_types has a kind that is not"
            + " supported, expected full_attention or sliding_attention, found chunked_attention",
        "MODERNBERT|\"num_attention_heads\": 12|\"num_attention_heads\": 256|hidden_size divided by"
            + " num_attention_heads is odd",
        "MODERNBERT|\"local_attention\": 128|\"local_attention\": 1|local_attention is not valid",
        "MODERNBERT|\"classifier_activation\": \"gelu\"|\"classifier_activation\":"
            + " \"mish\"|classifier_activation is not supported",
        "MODERNBERT|\"norm_bias\": false|\"norm_bias\": 1|norm_bias is not valid",
      })
  void read_notComputed_refusedByName(String family, String good, String bad, String message) {
    String json =
        switch (family) {
          case "XLNET" -> XLNET;
          case "DISTILBERT" -> DISTILBERT;
          case "MODERNBERT" -> MODERNBERT_5;
          case "ELECTRA" -> ELECTRA;
          default -> ROBERTA;
        };
    assertThat(json).contains(good);
    assertThatThrownBy(() -> read(json.replace(good, bad)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("config.json: " + message);
  }

  @Test
  void read_xlnetWhoseTokenizerGivesNoSegmentIds_rememberedAndToldFromTheOther()
      throws IOException {
    BackboneConfig config = read(XLNET);
    TransformersFixture.withoutSegmentIds(temp);
    BackboneConfig without = read(XLNET);
    assertThat(without.flag("segment_ids")).isFalse();
    assertThat(without.toJson()).isEqualTo(config.toJson());
    assertThat(without.withClassifier(List.of("a")).flag("segment_ids")).isFalse();
    assertThat(without.valuesBeyondShapes()).isNotEqualTo(config.valuesBeyondShapes());
    BackboneConfig roberta = read(ROBERTA);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> roberta.flag("segment_ids"))
        .withMessage("roberta has no segment_ids");
  }

  @Test
  void withClassifier_eachFamily_readBackAsWritten() throws IOException {
    for (String json : List.of(ROBERTA, XLNET, DISTILBERT, ELECTRA, MODERNBERT, MODERNBERT_5)) {
      BackboneConfig changed = read(json).withClassifier(List.of("a", "b"));
      assertThat(changed.json().getAsJsonArray("architectures"))
          .hasToString("[\"" + changed.family().classifierClass() + "\"]");
      assertThat(changed.json().get("problem_type").getAsString())
          .isEqualTo(BackboneConfig.MULTI_LABEL);
      assertThat(read(changed.toJson())).isEqualTo(changed);
    }
  }
}
