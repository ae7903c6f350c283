package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.examples.comparison.BackboneRun;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
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
    List<BackboneRun> runs =
        CompareBackbones.of(
                List.of(
                    "output=" + output,
                    "limit=10",
                    "epochs=1",
                    "tokens=16",
                    base.toString(),
                    base + "/"))
            .run();
    assertThat(runs).extracting(BackboneRun::name).containsExactly("base", "base (2)");
    assertThat(runs.get(1).run().evaluation()).isEqualTo(runs.get(0).run().evaluation());
    assertThat(output.resolve("comparison.md")).content().contains("\n| base (2) | 1 of 1 | ");
    assertThat(output.resolve("overview.svg")).isNotEmptyFile();
    MeshClassifier.load(output.resolve("model-2")).close();
  }

  @Test
  void writeScores_bundledModel_areItsPredictions() throws IOException {
    Path output = directory.resolve("scores.json");
    List<String> texts = List.of("Aspirin after stroke", "word ".repeat(400).strip());
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
