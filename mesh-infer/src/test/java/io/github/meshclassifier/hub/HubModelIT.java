package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model, fetched and run. */
class HubModelIT {
  @TempDir Path temp;

  @Test
  void load_modelOfHub_predictsAsItsReference() throws IOException {
    try (FakeHub hub = FakeHub.start()) {
      FakeRepository.Files files = hub.repository("owner/bert").commit();
      for (String name :
          List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
        try (InputStream in = BertFixture.files().open(name)) {
          files.file(name, in.readAllBytes());
        }
      }
      files.push("main");
      List<HubEvent> events = new ArrayList<>();
      BertFixture.Row row = BertFixture.rows().get(0);
      try (MeshClassifier classifier =
          MeshClassifier.builder("hf://owner/bert@main")
              .hubSettings(hub.settings(temp.resolve("hub")).build())
              .onDownload(events::add)
              .maxTokens(BertFixture.MAX_TOKENS)
              .build()) {
        assertThat(events).hasAtLeastOneElementOfType(HubEvent.FileDone.class);
        Prediction prediction = classifier.predict(row.text());
        for (int i = 0; i < BertFixture.labels().size(); i++) {
          assertThat(prediction.scoreOf(BertFixture.labels().get(i).id()).probability())
              .isCloseTo(row.probabilities()[i], within(1e-5));
        }
      }
    }
  }
}
