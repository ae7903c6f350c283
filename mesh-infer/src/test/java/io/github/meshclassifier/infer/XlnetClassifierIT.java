package io.github.meshclassifier.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segment ids of an XLNet: by option, by manifest, by default. */
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

  private void writeManifest(boolean segmentIds) throws IOException {
    List<Double> thresholds = Collections.nCopies(14, 0.5);
    new ModelManifest(BertFixture.labels(), thresholds, 64, " ", segmentIds, null, new JsonObject())
        .write(model);
  }

  @Test
  void segmentIds_nobodySays_on() throws IOException {
    assertLogits(MeshClassifier.builder(model), "logits");
  }

  @Test
  void segmentIds_option_inEffect() throws IOException {
    assertLogits(MeshClassifier.builder(model).segmentIds(true), "logits");
    assertLogits(MeshClassifier.builder(model).segmentIds(false), "logits_without_token_type_ids");
  }

  @Test
  void segmentIds_manifest_inEffectUnlessOptionSaysOtherwise() throws IOException {
    writeManifest(false);
    assertLogits(MeshClassifier.builder(model), "logits_without_token_type_ids");
    assertLogits(MeshClassifier.builder(model).segmentIds(true), "logits");
  }
}
