package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of backbones and the scores for other implementations, on the bundled model. */
class ComparisonIT {
  @TempDir private Path directory;
  private Path base;

  @BeforeEach
  void copyModel() throws IOException {
    base = Files.createDirectory(directory.resolve("base"));
    BundledModel.copyTo(base);
  }

  @Test
  void compareBackbones_sameBackboneTwice_sameFigures() throws IOException {
    Path output = directory.resolve("comparison");
    RunComparison comparison =
        CompareBackbones.of(
                List.of(
                    "output=" + output,
                    "limit=10",
                    "epochs=1",
                    "tokens=16",
                    base.toString(),
                    base + "/"))
            .run();
    assertThat(comparison.runs()).extracting(TrackedRun::name).containsExactly("base", "base (2)");
    assertThat(comparison.runs())
        .extracting(TrackedRun::status)
        .containsOnly(TrackedRun.Status.FINISHED);
    assertThat(comparison.runs().get(1).saved().orElseThrow().metrics())
        .isEqualTo(comparison.runs().get(0).saved().orElseThrow().metrics());
    assertThat(comparison.differingSettings()).isEmpty();
    assertThat(comparison.isValidatedAlike()).isTrue();
    assertThat(output.resolve("comparison.md")).content().contains("\n| base (2) | ");
    assertThat(output.resolve("micro-f1.svg")).isNotEmptyFile();
    MeshClassifier.load(output.resolve("model-2")).close();
  }

  @Test
  void writeScores_bundledModel_areItsPredictions() throws IOException {
    Path output = directory.resolve("scores.json");
    List<String> texts = List.of("Aspirin after stroke", "word ".repeat(700).strip());
    WriteScores.write(output, texts, List.of(base));

    JsonObject model =
        JsonParser.parseString(Files.readString(output))
            .getAsJsonObject()
            .getAsJsonArray("models")
            .get(0)
            .getAsJsonObject();
    assertThat(Path.of(model.get("directory").getAsString())).isEqualTo(base.toAbsolutePath());
    assertThat(model.getAsJsonArray("labels")).hasSize(14);
    assertThat(model.get("max_tokens").getAsInt()).isEqualTo(256);
    List<JsonElement> rows = model.getAsJsonArray("rows").asList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).getAsJsonObject().get("tokens").getAsInt()).isEqualTo(256);
    try (MeshClassifier classifier = MeshClassifier.load(base)) {
      for (int i = 0; i < rows.size(); i++) {
        JsonObject scores = rows.get(i).getAsJsonObject().getAsJsonObject("scores");
        Prediction prediction = classifier.predict(texts.get(i));
        assertThat(scores.keySet()).hasSize(14);
        assertThat(scores.get("C").getAsDouble())
            .isCloseTo(prediction.scoreOf("C").probability(), within(1e-6));
      }
    }
  }
}
