package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import io.github.meshclassifier.internal.checkpoint.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
                + " MeshClassifier.Builder.independentLabels(); otherwise fine-tune it with"
                + " MeshTrainer.",
            model.resolve("config.json"));
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
    assertThatThrownBy(() -> MeshClassifier.builder(model).independentLabels().build().close())
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("found " + type)
        .hasMessageContaining("correct problem_type in a copy of the model");
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
