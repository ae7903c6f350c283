package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are damaged or whose files disagree. */
class ModelRefusalIT {
  private static final List<Double> HALVES = Collections.nCopies(14, 0.5);

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = BertFixture.copyTo(temp.resolve("model"), BertFixture.manifest(HALVES, 64, " "));
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String file) {
    return assertThatThrownBy(() -> MeshClassifier.load(model).close())
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(file);
  }

  private void editConfig(Consumer<JsonObject> change) throws IOException {
    BertFixture.edit(model.resolve("config.json"), change);
  }

  private void editManifest(Consumer<JsonObject> change) throws IOException {
    BertFixture.edit(model.resolve(ModelManifest.FILE_NAME), change);
  }

  @Test
  void problemType_missing_refused() throws IOException {
    editConfig(json -> json.remove("problem_type"));
    assertRefused(model.resolve("config.json").toString())
        .hasMessage(
            "this is not a multi-label classifier, expected problem_type"
                + " multi_label_classification, found no problem_type (%s). If its labels are"
                + " independent of each other, say so with"
                + " MeshClassifier.Builder.independentLabels(true); otherwise fine-tune it with"
                + " MeshTrainer.",
            model.resolve("config.json"));
  }

  @Test
  void problemType_empty_missing() throws IOException {
    editConfig(json -> json.addProperty("problem_type", ""));
    assertRefused("config.json").hasMessageContaining("found no problem_type");
    MeshClassifier.builder(model).independentLabels(true).build().close();
  }

  @Test
  void problemType_singleLabel_refused() throws IOException {
    editConfig(json -> json.addProperty("problem_type", "single_label_classification"));
    assertRefused("config.json").hasMessageContaining("found single_label_classification");
  }

  /** The caller answers what the file leaves open, and does not contradict it. */
  @ParameterizedTest
  @ValueSource(strings = {"single_label_classification", "regression"})
  void problemType_otherThanTheCallerSays_refused(String type) throws IOException {
    editConfig(json -> json.addProperty("problem_type", type));
    assertThatThrownBy(() -> MeshClassifier.builder(model).independentLabels(true).build().close())
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("found " + type)
        .hasMessageContaining("correct problem_type in a copy of the model");
  }

  /** Of these the shapes of the weights say nothing; the manifest of a trained model does. */
  @ParameterizedTest
  @CsvSource({
    "num_attention_heads,4,heads,2",
    "hidden_act,\"relu\",activation,\"GELU\"",
    "layer_norm_eps,1e-5,layer_norm_epsilon,1.0E-12",
    "pad_token_id,1,pad_token_id,0",
  })
  void config_otherThanWhatWasTrained_refused(String key, String value, String name, String trained)
      throws IOException {
    JsonObject provenance = new JsonObject();
    provenance.add(ModelManifest.ARCHITECTURE, BertFixture.config().valuesBeyondShapes());
    editManifest(json -> json.add("provenance", provenance));
    MeshClassifier.load(model).close();
    editConfig(json -> json.add(key, JsonParser.parseString(value)));
    assertRefused("config.json")
        .hasMessageContaining(
            "config.json: %s is not what the model was trained with, by mesh-classifier.json,"
                + " expected %s, found",
            name, trained);
  }

  @Test
  void labels_blank_refused() throws IOException {
    editConfig(json -> json.getAsJsonObject("id2label").addProperty("3", " "));
    assertRefused("config.json").hasMessageContaining("id2label has a blank name");
  }

  @Test
  void labels_noneOfFourteen_refusedWithWhatThatMeans() throws IOException {
    Files.delete(model.resolve(ModelManifest.FILE_NAME));
    editConfig(json -> json.remove("id2label"));
    assertRefused("model.safetensors")
        .hasMessageContaining("expected shape [2, 32], found shape [14, 32]")
        .hasMessageContaining("neither id2label nor num_labels, a model has two outputs");
  }

  @Test
  void labels_manifestDisagreesWithConfig_refused() throws IOException {
    editManifest(
        json -> json.getAsJsonArray("labels").get(0).getAsJsonObject().addProperty("id", "Other"));
    assertRefused(ModelManifest.FILE_NAME)
        .hasMessageContaining("its labels are not those of config.json");
  }

  @Test
  void labels_fewerThanOutputs_refused() throws IOException {
    Files.delete(model.resolve(ModelManifest.FILE_NAME));
    editConfig(json -> json.getAsJsonObject("id2label").remove("13"));
    editConfig(json -> json.remove("label2id"));
    assertRefused("model.safetensors")
        .hasMessageContaining("tensor 'classifier.weight' does not fit config.json and the labels")
        .hasMessageContaining("expected shape [13, 32], found shape [14, 32]");
  }

  /** What a file holds can neither begin a line of a log nor colour a terminal. */
  @ParameterizedTest
  @ValueSource(strings = {"model_type", "problem_type", "hidden_act", "position_embedding_type"})
  void config_controlCharacters_replacedInTheWholeTrace(String key) throws IOException {
    editConfig(json -> json.addProperty(key, "x\nFORGED\u001b[31m\u202e\u2028"));
    assertPrintable(() -> MeshClassifier.load(model).close(), "x?FORGED?[31m??");
  }

  @Test
  void keys_controlCharacters_replacedInTheWholeTrace() throws IOException {
    String key = "\"k\\nFORGED\\u001b[31m\": 1";
    Files.writeString(model.resolve("config.json"), "{" + key + ", " + key + "}");
    assertPrintable(() -> MeshClassifier.load(model).close(), "k?FORGED?[31m");
  }

  @Test
  void label_askedForWithControlCharacters_replacedInTheWholeTrace() throws IOException {
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertPrintable(() -> classifier.predict("heart").scoreOf("x\nFORGED"), "x?FORGED");
      assertPrintable(() -> classifier.explain(Article.of("heart", ""), "x\nFORGED"), "x?FORGED");
    }
  }

  /** A log of predictions has the names of the outputs. */
  @ParameterizedTest
  @ValueSource(strings = {"l\nFORGED", "\u001b[31ml", "l\u202e", "l\u2028", "l\u2029", "\u0085"})
  void labels_invisibleCharacters_refused(String name) throws IOException {
    Files.delete(model.resolve(ModelManifest.FILE_NAME));
    editConfig(json -> json.getAsJsonObject("id2label").addProperty("3", name));
    assertPrintable(
        () -> MeshClassifier.load(model).close(),
        "id2label has a name with invisible characters, expected no control characters, line"
            + " separators or marks of format or direction, found "
            + name.replaceAll("[\n\u001b\u202e\u2028\u2029\u0085]", "?"));
  }

  @Test
  void pmid_longWithControlCharacters_clipped() throws IOException {
    Article blank = new Article("7\nF\u202e".repeat(30), "", "", List.of(), OptionalInt.empty());
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertPrintable(
          () -> classifier.predictAll(List.of(blank), OnProblem.fail()),
          "(from 0, PMID '" + "7?F?".repeat(10) + "...')");
    }
  }

  private static void assertPrintable(ThrowingCallable call, String expected) {
    Throwable failure = catchThrowable(call);
    assertThat(failure).hasMessageContaining(expected);
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString().lines())
        .noneMatch(line -> line.startsWith("FORGED"))
        .allMatch(
            line -> line.codePoints().noneMatch(c -> c == 0x1b || c == 0x202e || c == 0x2028));
  }

  /** The author of a model must not learn from a log what is elsewhere on the machine. */
  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "mesh-classifier.json", "tokenizer_config.json", "vocab.txt"})
  void file_linkOutOfTheModel_contentNotQuoted(String name) throws IOException {
    for (String content :
        List.of(
            "{\"secret1\": 1, \"secret1\": 2}",
            "{\"model_type\": \"secret2\", \"schema_version\": 1, \"secret3\": 1}",
            "secret4\nsecret4\n",
            "{\"do_lower_case\": \"secret5\", \"tokenizer_class\": \"secret6\"}")) {
      Files.writeString(temp.resolve("elsewhere"), content);
      Files.deleteIfExists(model.resolve(name));
      Files.deleteIfExists(model.resolve("tokenizer.json"));
      Files.createSymbolicLink(model.resolve(name), temp.resolve("elsewhere"));
      Throwable failure = catchThrowable(() -> MeshClassifier.load(model).close());
      assertThat(failure).isInstanceOf(ModelLoadException.class);
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain("secret");
    }
  }

  /** The message is about another file than the link, or about a line of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "added_tokens.json|{\"secret\": 5}",
        "special_tokens_map.json|{\"cls_token\": \"secret\"}",
        "vocab.txt|secret"
      })
  void file_linkOutOfTheModelBesideTokenizerJson_contentNotQuoted(String name, String content)
      throws IOException {
    Files.writeString(
        model.resolve("tokenizer_config.json"),
        "{\"cls_token\": \"[CLS]\", \"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": true}");
    Files.deleteIfExists(model.resolve(name));
    Files.writeString(model.resolve(name), content);
    assertRefused("secret");
    Files.delete(model.resolve(name));
    Files.writeString(temp.resolve("elsewhere"), content);
    Files.createSymbolicLink(model.resolve(name), temp.resolve("elsewhere"));
    assertRefused("found a link to a file elsewhere (" + model.resolve(name))
        .hasMessageNotContaining("secret");
  }

  @Test
  void thresholds_tooFewOrOutOfRange_refused() throws IOException {
    editManifest(json -> json.getAsJsonArray("thresholds").remove(0));
    assertRefused(ModelManifest.FILE_NAME).hasMessageContaining("one threshold per label");
    editManifest(json -> json.getAsJsonArray("thresholds").add(1));
    assertRefused(ModelManifest.FILE_NAME).hasMessageContaining("must be in [0, 1), was 1.0");
    editManifest(json -> json.getAsJsonArray("thresholds").set(13, json.get("schema_version")));
    editManifest(json -> json.addProperty("max_tokens", 81));
    editManifest(
        json ->
            json.getAsJsonArray("thresholds").set(13, json.getAsJsonArray("thresholds").get(0)));
    assertRefused(ModelManifest.FILE_NAME)
        .hasMessageContaining(
            "max_tokens exceeds what the model reads, expected at most 80 by config.json, found 81");
  }

  @Test
  void tokenizer_ofLargerVocabulary_refused() throws IOException {
    editConfig(json -> json.addProperty("vocab_size", 1799));
    assertRefused("tokenizer.json")
        .hasMessageContaining(
            "the tokenizer belongs to another model, expected token ids below vocab_size 1799 of"
                + " config.json, found ids up to 1799");
  }

  @Test
  void weights_notNumbers_refused() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      fill("bert.encoder.layer.1.output.LayerNorm.bias", 31, bad);
      assertRefused("model.safetensors")
          .hasMessageContaining(
              "tensor 'bert.encoder.layer.1.output.LayerNorm.bias' does not hold numbers only,"
                  + " expected finite numbers");
    }
  }

  /** Changes the last values of a tensor. */
  private void fill(String name, int from, float value) throws IOException {
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(ModelFiles.directory(model));
    float[] values = tensors.get(name).values();
    Arrays.fill(values, from, values.length, value);
    WeightFile.write(model.resolve("model.safetensors"), tensors, TensorType.F32);
  }

  @Test
  void weights_beyondTheRangeOfProducts_predictSaysSo() throws IOException {
    fill("bert.embeddings.LayerNorm.weight", 0, Float.MAX_VALUE);
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertThatThrownBy(() -> classifier.predict("heart"))
          .isInstanceOf(InferenceException.class)
          .hasMessage("the model's score of label 'A' is not a number; its weights are damaged");
    }
  }

  @Test
  void directory_missingOrFile_refused() {
    Path missing = temp.resolve("none");
    assertThatThrownBy(() -> MeshClassifier.load(missing))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(missing.toString());
    Path file = model.resolve("config.json");
    assertThatThrownBy(() -> MeshClassifier.load(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(file.toString());
  }

  /** A link into a cache that was emptied must not change thresholds or ids without a word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "mesh-classifier.json",
        "model.safetensors",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt"
      })
  void file_linkToNothing_refused(String name) throws IOException {
    Files.deleteIfExists(model.resolve(name));
    Files.createSymbolicLink(model.resolve(name), Path.of("nowhere"));
    assertRefused(name).hasMessageContaining("found a link that leads to no file");
    Files.delete(model.resolve(name));
    Files.createDirectory(model.resolve(name));
    assertRefused(name).hasMessageContaining("found something that is not a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
  void file_missing_named(String name) throws IOException {
    Files.delete(model.resolve(name));
    assertRefused(name);
    Files.createDirectory(model.resolve(name));
    assertRefused(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "model.safetensors", "tokenizer.json", ModelManifest.FILE_NAME})
  void file_cutEmptyOrNoise_named(String name) throws IOException {
    Path file = model.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {whole.length - 1, whole.length / 2, whole.length / 7, 9, 1, 0}) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (name.endsWith(".json") && new String(cut, StandardCharsets.UTF_8).endsWith("}")) {
        continue; // only the last line break is gone
      }
      Files.write(file, cut);
      assertRefused(model.resolve(name).toString());
    }
    Random random = new Random(17);
    for (int round = 0; round < 8; round++) {
      byte[] noise = new byte[random.nextInt(whole.length)];
      random.nextBytes(noise);
      Files.write(file, noise);
      assertRefused(model.resolve(name).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "model.safetensors", "tokenizer.json", ModelManifest.FILE_NAME})
  void file_damagedBytes_refusedOrUsable(String name) throws IOException {
    Path file = model.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(23);
    // The header of the weights is where damage does more than change a number.
    int end = name.endsWith(".safetensors") ? 5_000 : whole.length;
    for (int round = 0; round < 25; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(end)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      Throwable failure =
          catchThrowable(
              () -> {
                try (MeshClassifier classifier = MeshClassifier.load(model)) {
                  assertThat(classifier.predict("heart and lung").scores()).isNotEmpty();
                }
              });
      if (failure != null) {
        assertThat(failure).isInstanceOfAny(ModelLoadException.class, InferenceException.class);
      }
    }
  }
}
