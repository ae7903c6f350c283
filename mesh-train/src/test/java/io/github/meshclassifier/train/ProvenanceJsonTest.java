package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceJsonTest {
  private static final Path BUNDLED =
      Path.of("../mesh-model-mini/src/main/resources/META-INF/mesh-classifier/model");

  private static Provenance full() {
    Recipe recipe =
        new Recipe(
            3,
            new Batching(0, 4096, 8),
            new LearningRate(5e-5, 0, 30L, LearningRateSchedule.COSINE),
            new Optimization(0.01, Double.POSITIVE_INFINITY, 0.9, 0.99, true, 2),
            new Objective(new TrainingLoss.BinaryCrossEntropy(List.of(1.0, 2.5, 1.0)), 0.05, null),
            new EpochSelection.Rule(null, 2),
            42);
    TrainingSettings settings =
        new TrainingSettings(recipe, 256, new Dropout(0.1, 0, 0.2), TrainingPrecision.BF16);
    return new Provenance(
        new Provenance.Base("biobert", "dmis-lab/biobert", "0123", "ab"),
        new Provenance.Data(
            new Provenance.Articles(9, "cd", "ef"), new Provenance.Articles(3, "01", "23")),
        settings.byName(),
        Map.of("java", "17"),
        new Provenance.Card(
            "my-model", "1.2", "mit", List.of("en", "de"), List.of("owner/articles")),
        new Provenance.Results(
            List.of(new Provenance.Epoch(1, 0.5, 0.25, 0.75, 0.625, 0.125, 7)),
            Figures.of(ModelCardTest.evaluation(labels().labels(), 1, 20), "half", true),
            null,
            LabelCoupling.of(
                List.of(List.of(1.0, 0.5, 0.0), List.of(-0.25, 1.5, 0.0), List.of(0.0, 0.0, 1.0)),
                List.of(0.0, 0.0, -2.0)),
            Calibration.of(List.of(1.5, 1.0, 1.0), List.of(0.0, 0.0, 0.25))),
        new Provenance.End(StopReason.EARLY_STOPPED, 3, 90));
  }

  private static LabelScheme labels() {
    return LabelScheme.ofHeadings(List.of("Rats", "Mice", "Humans"));
  }

  /** What comes back from the bytes of a manifest. */
  private static Provenance readBack(JsonObject json) throws ModelLoadException {
    byte[] bytes = JsonText.pretty(json).getBytes(StandardCharsets.UTF_8);
    return read(ModelJson.object(bytes, "file", "here"));
  }

  private static Provenance read(JsonObject json) throws ModelLoadException {
    return ProvenanceJson.read(ModelManifest.of(labels(), 64).withProvenance(json), "here");
  }

  @Test
  void read_whatWasWritten_everythingBack() throws ModelLoadException {
    Provenance provenance = full();
    JsonObject json = ProvenanceJson.of(provenance);
    Provenance read = readBack(json);
    assertThat(ProvenanceJson.of(read)).isEqualTo(json);
    assertThat(read.base()).isEqualTo(provenance.base());
    assertThat(read.data()).isEqualTo(provenance.data());
    assertThat(read.settingTexts()).isEqualTo(provenance.settingTexts());
    assertThat(read.settingTexts())
        .containsEntry("tokens_per_batch", "4096")
        .containsEntry("learning_rate", "5.0E-5")
        .containsEntry("positive_weights", "[1.0,2.5,1.0]")
        .containsEntry("max_gradient_norm", "none")
        .containsEntry("frozen_embeddings", "true")
        .doesNotContainKeys("batch_size", "warmup_fraction");
    assertThat(read.versions()).isEqualTo(provenance.versions());
    assertThat(read.card()).isEqualTo(provenance.card());
    assertThat(read.results()).isEqualTo(provenance.results());
    assertThat(read.end()).isEqualTo(provenance.end());
    assertThat(read.isOver()).isTrue();
    List<String> ids = List.of("Rats", "Mice", "Humans");
    assertThat(RunIdentity.of(read, ids).differences(RunIdentity.of(provenance, ids))).isEmpty();
  }

  @Test
  void read_nothing_unknownAndWrittenAsNothing() throws ModelLoadException {
    assertThat(read(new JsonObject())).isEqualTo(Provenance.UNKNOWN);
    assertThat(ProvenanceJson.of(Provenance.UNKNOWN).isEmpty()).isTrue();
  }

  /** The bundled model's says more than a run does, as of its tests. */
  @Test
  void over_bundledModel_nothingButTheChangedPartChanges() throws ModelLoadException {
    ModelManifest manifest = ModelManifest.require(ModelFiles.directory(BUNDLED));
    JsonObject before = manifest.provenance();
    assertThat(before.keySet()).contains("int8", "test_jktjia");
    Provenance read = ProvenanceJson.read(manifest, "here");
    assertThat(read.results().test()).isNotNull();
    assertThat(ProvenanceJson.over(before, read, read)).isEqualTo(before);
    Provenance.Card card = new Provenance.Card("other", null, null, List.of("en"), List.of());
    JsonObject changed = ProvenanceJson.over(before, read, read.withCard(card));
    assertThat(changed.getAsJsonObject("model_card").get("name").getAsString()).isEqualTo("other");
    changed.add("model_card", before.get("model_card"));
    assertThat(changed).isEqualTo(before);
  }

  @Test
  void read_unknownEnd_refusedByName() {
    JsonObject json =
        JsonParser.parseString("{\"end\": {\"reason\": \"TIRED\", \"epochs\": 1, \"steps\": 2}}")
            .getAsJsonObject();
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("provenance.end.reason")
        .hasMessageContaining("TIRED");
  }
}
