package io.github.meshclassifier.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segment ids of an XLNet: by default, by its tokenizer's settings, and as it was trained. */
class XlnetClassifierIT {
  private static final ModelFiles FILES = TransformersFixture.XLNET.files();

  @TempDir Path model;

  @BeforeEach
  void copy() throws IOException {
    TransformersFixture.XLNET.copyTo(model);
  }

  private static JsonObject json(String name) throws IOException {
    try (InputStream in = FILES.open(name)) {
      return JsonParser.parseString(new String(in.readAllBytes(), UTF_8)).getAsJsonObject();
    }
  }

  /** Requires what transformers computes for the first text, which is shorter than any limit. */
  private static void assertLogits(MeshClassifier.Builder builder, String key) throws IOException {
    JsonObject row = json("expected.json").getAsJsonArray("rows").get(0).getAsJsonObject();
    JsonArray logits = row.getAsJsonArray(key);
    try (MeshClassifier classifier = builder.build()) {
      Prediction prediction = classifier.predict(row.get("text").getAsString());
      for (int i = 0; i < logits.size(); i++) {
        double expected = 1 / (1 + Math.exp(-logits.get(i).getAsDouble()));
        assertThat(prediction.scoreOf(classifier.scheme().labels().get(i).id()).probability())
            .isCloseTo(expected, within(1e-5));
      }
    }
  }

  private void writeManifest() throws IOException {
    BackboneConfig config = Families.read(ModelFiles.directory(model));
    ModelManifest.of(ModelManifest.schemeOf(BertFixture.labels()), 64)
        .withArchitecture(config)
        .write(model);
  }

  @Test
  void segmentIds_nobodySays_on() throws IOException {
    assertLogits(MeshClassifier.builder(model), "logits");
  }

  @Test
  void segmentIds_notAmongTheInputNames_off() throws IOException {
    TransformersFixture.withoutSegmentIds(model);
    assertLogits(MeshClassifier.builder(model), "logits_without_token_type_ids");
  }

  @Test
  void segmentIds_manifestOfTheSameChoice_inEffect() throws IOException {
    TransformersFixture.withoutSegmentIds(model);
    writeManifest();
    assertLogits(MeshClassifier.builder(model), "logits_without_token_type_ids");
  }

  @Test
  void segmentIds_trainedWithAndSettingsWithout_refused() throws IOException {
    writeManifest();
    TransformersFixture.withoutSegmentIds(model);
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> MeshClassifier.load(model))
        .withMessageContaining("segment_ids is not what the model was trained with")
        .withMessageContaining("expected true, found false");
  }

  @Test
  void segmentIds_inputNamesOfAnotherType_refused() throws IOException {
    Files.writeString(
        model.resolve("tokenizer_config.json"), "{\"model_input_names\": \"token_type_ids\"}");
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> MeshClassifier.builder(model).independentLabels(true).build())
        .withMessageContaining("model_input_names is not valid, expected an array");
  }
}
