package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A checkpoint that transformers saved is loaded and saved again: what transformers reads from the
 * copy is what it wrote itself, so its scores are those it gave in {@code expected.json}.
 */
class SavedCheckpointIT {
  private static final String INFER_FIXTURES = "../mesh-infer/src/test/resources/fixtures/";
  private static final String TRAIN_FIXTURES = "src/test/resources/fixtures/";

  /** Twelve steps of AdamW apart: a logit within 1e-3 is a probability within a quarter of it. */
  private static final double TOLERANCE = 1e-3 / 4;

  @TempDir Path temp;

  private static TrainingSession open(Path directory) throws IOException {
    ModelFiles files = ModelFiles.directory(directory);
    TrainingSettings settings =
        TrainingFixture.settings(
            4,
            new LearningRate(0.005, 0.25, null, LearningRateSchedule.LINEAR),
            0.01,
            0.3,
            Dropout.NONE,
            1,
            TrainingPrecision.FP32);
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      return TrainingSession.open(
          checkpoint, Families.read(files), labels().size(), settings, Device.cpu());
    }
  }

  private static List<Label> labels() {
    return LabelScheme.fourteenRoots().labels();
  }

  private static ModelManifest manifest(JsonObject provenance) {
    return ModelManifest.of(LabelScheme.fourteenRoots(), 64)
        .withMeshYear(2024)
        .withProvenance(provenance);
  }

  private static void save(Path base, TrainingSession session, ModelManifest manifest, Path target)
      throws IOException {
    ModelFiles files = ModelFiles.directory(base);
    BackboneConfig config = Families.read(files);
    BackboneConfig written = config.withClassifier(labels().stream().map(Label::id).toList());
    ModelDirectoryWriter.replace(
        target,
        directory ->
            ModelExport.write(
                directory, files, written, manifest, null, session.weights(), model(manifest)));
  }

  private static SavedModel model(ModelManifest manifest) {
    List<String> ids = manifest.labels().stream().map(Label::id).toList();
    return SavedModel.of(
        DecisionRule.half(ids.size()),
        LabelCoupling.identity(ids.size()),
        Calibration.identity(ids.size()),
        ScoredArticles.builder(ids).add(new boolean[ids.size()], new float[ids.size()]).build());
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {INFER_FIXTURES + "bert", INFER_FIXTURES + "xlnet", TRAIN_FIXTURES + "train_bert"})
  void save_withoutSteps_filesAsTransformersWroteThem(String fixture) throws IOException {
    Path base = Path.of(fixture);
    Path saved = temp.resolve("saved");
    try (TrainingSession session = open(base)) {
      save(base, session, manifest(new JsonObject()), saved);
    }
    // Names, types, shapes, offsets, metadata and values: the whole file to the byte.
    assertThat(saved.resolve("model.safetensors"))
        .hasSameBinaryContentAs(base.resolve("model.safetensors"));
    assertThat(json(saved.resolve("config.json"))).isEqualTo(json(base.resolve("config.json")));
    assertThat(json(saved.resolve("config.json")).keySet())
        .containsExactlyElementsOf(json(base.resolve("config.json")).keySet());
    assertThat(saved.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(base.resolve("tokenizer.json"));
    assertThat(saved.resolve("README.md")).isNotEmptyFile();
  }

  @Test
  void save_readFromATorchFile_sameTensorsAndConfiguration() throws IOException {
    Path base = Path.of(INFER_FIXTURES + "roberta");
    Path saved = temp.resolve("saved");
    try (TrainingSession session = open(base)) {
      save(base, session, manifest(new JsonObject()), saved);
    }
    try (Checkpoint original = Checkpoint.open(ModelFiles.directory(base));
        Checkpoint copy = Checkpoint.open(ModelFiles.directory(saved))) {
      assertThat(copy.names()).containsExactlyInAnyOrderElementsOf(original.names());
      for (String name : original.names()) {
        assertThat(copy.shape(name)).as(name).containsExactly(original.shape(name));
        assertThat(TrainingFixture.floats(copy, name))
            .as(name)
            .containsExactly(TrainingFixture.floats(original, name));
      }
    }
    JsonObject config = json(saved.resolve("config.json"));
    // The one key that transformers wrote with the safetensors files, and not with this one.
    assertThat(config.remove("dtype").getAsString()).isEqualTo("float32");
    assertThat(config).isEqualTo(json(base.resolve("config.json")));
  }

  @Test
  void save_afterTwelveSteps_scoresOfTransformersAfterThem() throws IOException {
    Path base = Path.of(TRAIN_FIXTURES + "train_bert");
    Path saved = temp.resolve("saved");
    JsonObject expected = TrainingFixture.expected();
    try (TrainingSession session = open(base)) {
      int index = 0;
      for (JsonElement step : expected.getAsJsonArray("steps")) {
        double rate = 0.005 * LearningRateSchedule.LINEAR.factor(index, 3, 12);
        session.step(List.of(TrainingFixture.examples(step.getAsJsonObject())), rate, index);
        index++;
      }
      save(base, session, manifest(new JsonObject()), saved);
    }
    JsonObject after = expected.getAsJsonObject("after");
    try (MeshClassifier classifier = MeshClassifier.load(saved)) {
      int compared = 0;
      for (int i = 0; i < after.getAsJsonArray("texts").size(); i++) {
        JsonArray logits = after.getAsJsonArray("logits").get(i).getAsJsonArray();
        JsonArray probabilities = new JsonArray();
        logits.forEach(logit -> probabilities.add(1 / (1 + Math.exp(-logit.getAsDouble()))));
        String text = after.getAsJsonArray("texts").get(i).getAsString();
        if (!text.isBlank()) {
          compared++;
          assertScores(classifier, text, probabilities);
        }
      }
      assertThat(compared).isGreaterThan(2);
    }
  }

  private static void assertScores(
      MeshClassifier classifier, String text, JsonArray probabilities) {
    List<String> ids = classifier.scheme().labels().stream().map(Label::id).toList();
    for (LabelScore score : classifier.predict(text).scores()) {
      assertThat(score.probability())
          .as("%s of %s", score.label().id(), text)
          .isCloseTo(
              probabilities.get(ids.indexOf(score.label().id())).getAsDouble(), within(TOLERANCE));
    }
  }

  @Test
  void save_cardCannotBeMade_earlierModelStaysWhole() throws IOException {
    Path base = Path.of(TRAIN_FIXTURES + "train_bert");
    Path saved = temp.resolve("saved");
    JsonObject damaged = new JsonObject();
    damaged.addProperty("validation", "none");
    try (TrainingSession session = open(base)) {
      assertThatThrownBy(() -> save(base, session, manifest(damaged), saved))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("provenance.validation does not fit a model card");
      assertThat(temp).isEmptyDirectory();

      save(base, session, manifest(new JsonObject()), saved);
      List<Path> before = files(saved);
      assertThatThrownBy(() -> save(base, session, manifest(damaged), saved))
          .isInstanceOf(ModelLoadException.class);
      assertThat(files(saved)).isEqualTo(before);
      assertThat(files(temp)).containsExactly(saved);
    }
    MeshClassifier.load(saved).close();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.sorted().toList());
    }
  }
}
