package io.github.meshclassifier.internal.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Fixtures;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneConfigTest {
  @TempDir Path temp;

  @Test
  void read_transformersFile_allKeys() throws IOException {
    BackboneConfig config = Families.read(Fixtures.bert());
    assertThat(config.modelType()).isEqualTo("bert");
    assertThat(config.layers()).isEqualTo(2);
    assertThat(config.heads()).isEqualTo(2);
    assertThat(config.hiddenSize()).isEqualTo(32);
    assertThat(config.intermediateSize()).isEqualTo(64);
    assertThat(config.vocabularySize()).isEqualTo(1800);
    assertThat(config.integer("max_positions")).isEqualTo(80);
    assertThat(config.integer("token_types")).isEqualTo(2);
    assertThat(config.layerNormEpsilon()).isEqualTo(1e-12);
    assertThat(config.hiddenDropout()).isEqualTo(0.1);
    assertThat(config.attentionDropout()).isEqualTo(0.1);
    assertThat(config.classifierDropout()).isNull();
    assertThat(config.padTokenId()).isZero();
    assertThat(config.initializerRange()).isEqualTo(0.02);
    assertThat(config.problemType()).isEqualTo("multi_label_classification");
    assertThat(String.join("", config.labels())).isEqualTo("ABCDEFGHIJLMNZ");
  }

  @Test
  void toJson_unchanged_sameContent() throws IOException {
    String original = new String(Fixtures.bert("config.json"), StandardCharsets.UTF_8);
    String written = Families.read(Fixtures.bert()).toJson();
    assertThat(JsonParser.parseString(written)).isEqualTo(JsonParser.parseString(original));
    assertThat(written).contains("\"num_hidden_layers\": 2,").contains("\"bos_token_id\": null");
  }

  @Test
  void withClassifier_writtenAndRead_newLabels() throws IOException {
    List<String> labels = List.of("x, y", "z");
    BackboneConfig changed = Families.read(Fixtures.bert()).withClassifier(labels);
    BackboneConfig read = read(changed.toJson());
    assertThat(read).isEqualTo(changed);
    assertThat(read.labels()).isEqualTo(labels);
    assertThat(read.problemType()).isEqualTo(BackboneConfig.MULTI_LABEL);
    assertThat(read.json().getAsJsonObject("label2id").get("z").getAsInt()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed.withClassifier(List.of("a", "a")));
  }

  @Test
  void json_changedByCaller_noEffect() throws IOException {
    BackboneConfig config = Families.read(Fixtures.bert());
    config.json().addProperty("hidden_size", 1);
    assertThat(config.json().get("hidden_size").getAsInt()).isEqualTo(32);
  }

  @Test
  void read_oldFile_typeFromArchitectureAndDefaults() throws IOException {
    BackboneConfig config =
        read(
            "{\"architectures\":[\"BertForPreTraining\"],\"hidden_size\":8,"
                + "\"num_attention_heads\":2,\"num_hidden_layers\":1,\"intermediate_size\":16,"
                + "\"vocab_size\":10,\"max_position_embeddings\":12}");
    assertThat(config.modelType()).isEqualTo("bert");
    assertThat(config.layerNormEpsilon()).isEqualTo(1e-12);
    assertThat(config.labels()).containsExactly("LABEL_0", "LABEL_1");
    assertThat(config.problemType()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"hidden_size\": 32|\"hidden_size\": 33|hidden_size is not divisible by"
            + " num_attention_heads, expected a multiple of 2, found 33",
        "\"hidden_size\": 32|\"hidden_size\": 0|hidden_size is not valid, expected an integer from"
            + " 1 to 65536, found 0",
        "\"hidden_size\": 32|\"hidden_size\": \"32\"|hidden_size is not valid",
        "\"hidden_size\": 32|\"hidden_size\": 3e1|hidden_size is not valid",
        "\"hidden_size\": 32|\"hidden_sizes\": 32|hidden_size is missing",
        "\"hidden_size\": 32|\"vocab_size\": 32|not well-formed JSON: duplicate key",
        "\"num_hidden_layers\": 2|\"num_hidden_layers\": 99999999999999999999999|num_hidden_layers"
            + " is not valid",
        "\"layer_norm_eps\": 1e-12|\"layer_norm_eps\": NaN|not well-formed JSON: a value that JSON"
            + " does not have at line",
        "\"layer_norm_eps\": 1e-12|\"layer_norm_eps\": -1|layer_norm_eps is not valid",
        "\"hidden_dropout_prob\": 0.1|\"hidden_dropout_prob\": 1.5|hidden_dropout_prob is not"
            + " valid",
        "\"pad_token_id\": 0|\"pad_token_id\": 1800|pad_token_id is not valid",
        "\"is_decoder\": false|\"is_decoder\": true|is_decoder is not supported",
        "\"is_decoder\": false|\"position_embedding_type\":"
            + " \"relative_key\"|position_embedding_type is not supported",
        "\"13\": \"Z\"|\"14\": \"Z\"|id2label has no entry for output 13",
        "\"13\": \"Z\"|\"13\": \"A\"|id2label gives two outputs the same name",
        "\"13\": \"Z\"|\"13\": null|id2label.13 is not valid",
        "\"13\": \"Z\"|\"13\": 1.5|id2label.13 is not valid",
        "\"id2label\": {|\"id2label\": [], \"other\": {|id2label is not valid",
        "\"id2label\": {|\"id2label\": {}, \"other\": {|id2label is not valid",
        "\"is_decoder\": false|\"num_labels\": 0|num_labels is not valid",
        "\"problem_type\": \"multi_label_classification\"|\"problem_type\": 3|problem_type is not"
            + " valid",
        "\"model_type\": \"bert\"|\"model_types\": \"bert\"|MODEL",
      })
  void read_badValue_rejectedByName(String good, String bad, String message) throws IOException {
    String text = new String(Fixtures.bert("config.json"), StandardCharsets.UTF_8);
    assertThat(text).contains(good);
    String changed = text.replace(good, bad);
    if (message.equals("MODEL")) {
      assertThat(read(changed).modelType()).isEqualTo("bert");
      changed = changed.replace("BertFor", "AlbertFor");
      message = "model_type is missing";
    }
    String content = changed;
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message)
        .hasMessageContaining("(" + temp.resolve("config.json") + ")");
  }

  @Test
  void read_positionEmbeddingTypeNull_default() throws IOException {
    JsonObject json = Families.read(Fixtures.bert()).json();
    json.add("position_embedding_type", JsonNull.INSTANCE);
    assertThat(read(json.toString()).maxTokens()).isPositive();
  }

  /** What transformers 5.18 calls the outputs of each of these. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none|none|none|LABEL_0 LABEL_1",
        "none|none|3|LABEL_0 LABEL_1 LABEL_2",
        "null|null|3|LABEL_0 LABEL_1 LABEL_2",
        "{}|{}|3|LABEL_0 LABEL_1 LABEL_2",
        "none|{\"x\": 0, \"y\": 1, \"z\": 2}|none|LABEL_0 LABEL_1",
        "{\"0\": \"x\", \"1\": \"y\"}|none|none|x y",
        "{\"1\": \"y\", \"0\": \"x\"}|none|2|x y",
        "{\"0\": \"x\", \"1\": \"y\"}|{\"LABEL_0\": 0, \"LABEL_1\": 1}|none|x y",
        "{\"0\": \"x\", \"1\": \"y\"}|{\"x\": 0}|none|x y",
        "{\"0\": \"x\", \"1\": \"y\"}|{\"x\": 1, \"y\": 0}|none|x y",
        "{\"0\": \"x\", \"1\": \"y\"}|{\"x\": \"0\", \"y\": \"1\"}|none|x y",
        "{\"0\": \"x\", \"1\": \"y\"}|[7]|none|x y",
        "{\"0\": 0, \"1\": 1}|{\"0\": 0, \"1\": 1}|none|0 1",
        "{\"0\": \"x\", \"1\": \"y\"}|none|3|LABEL_0 LABEL_1 LABEL_2",
      })
  void labels_anyWayToNameThem_asTransformers(
      @Nullable String names, @Nullable String ids, @Nullable String count, String expected)
      throws IOException {
    JsonObject json = Families.read(Fixtures.bert()).json();
    json.remove("id2label");
    json.remove("label2id");
    if (names != null) {
      json.add("id2label", JsonParser.parseString(names));
    }
    if (ids != null) {
      json.add("label2id", JsonParser.parseString(ids));
    }
    if (count != null) {
      json.add("num_labels", JsonParser.parseString(count));
    }
    assertThat(read(json.toString()).labels()).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "gelu,GELU",
    "gelu_python,GELU",
    "gelu_new,GELU_TANH",
    "gelu_fast,GELU_TANH",
    "gelu_accurate,GELU_TANH",
    "gelu_pytorch_tanh,GELU_TANH",
    "gelu_python_tanh,GELU_TANH",
    "relu,RELU",
    "silu,SILU",
    "swish,SILU"
  })
  void activation_everyName_itsMeaning(String name, Activation expected) throws IOException {
    JsonObject json = Families.read(Fixtures.bert()).json();
    json.addProperty("hidden_act", name);
    assertThat(read(json.toString()).activation()).isEqualTo(expected);
  }

  @Test
  void read_missingFile_rejected() throws IOException {
    ModelFiles empty = ModelFiles.directory(temp);
    assertThatThrownBy(() -> Families.read(empty))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("config.json is missing");
  }

  private BackboneConfig read(String text) throws IOException {
    return Families.read(
        Fixtures.directory(temp, "config.json", text.getBytes(StandardCharsets.UTF_8)));
  }
}
