package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model, fetched and run. */
class HubModelIT {
  @TempDir Path temp;

  @Test
  void download_realModel_predictsAsItsReference() throws IOException {
    try (FakeHub hub = FakeHub.start()) {
      FakeRepository.Files files = hub.repository("owner/bert").commit();
      for (String name :
          List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
        try (InputStream in = BertFixture.files().open(name)) {
          files.file(name, in.readAllBytes());
        }
      }
      files.push("main");
      Path directory =
          HubDownloader.builder()
              .settings(hub.settings(temp.resolve("hub")).build())
              .build()
              .download(HubModel.parse("hf://owner/bert"));
      BertFixture.Row row = BertFixture.rows().get(0);
      try (MeshClassifier classifier =
          MeshClassifier.builder(directory).maxTokens(BertFixture.MAX_TOKENS).build()) {
        Prediction prediction = classifier.predict(row.text());
        for (int i = 0; i < BertFixture.labels().size(); i++) {
          assertThat(prediction.scoreOf(BertFixture.labels().get(i).id()).probability())
              .isCloseTo(row.probabilities()[i], within(1e-5));
        }
      }
    }
  }
}
