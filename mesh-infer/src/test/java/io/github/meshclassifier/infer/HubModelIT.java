package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.hub.FakeHub;
import io.github.meshclassifier.hub.FakeRepository;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real model, fetched and run. */
class HubModelIT {
  @TempDir Path temp;

  /** A user who loads a model of the Hub cannot correct its config.json. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void load_modelOfHub_predictsAsItsReference(boolean problemType) throws IOException {
    try (FakeHub hub = FakeHub.start()) {
      FakeRepository.Files files = hub.repository("owner/bert").commit();
      for (String name :
          List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
        try (InputStream in = BertFixture.files().open(name)) {
          String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
          String found = problemType ? text : text.replace("\"problem_type\"", "\"other\"");
          files.file(name, found.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      String commit = files.push("main");
      List<HubEvent> events = new ArrayList<>();
      BertFixture.Row row = BertFixture.rows().get(0);
      MeshClassifier.Builder builder =
          MeshClassifier.builder("hf://owner/bert@main")
              .hubSettings(hub.settings(temp.resolve("hub")).build())
              .onDownload(events::add)
              .maxTokens(BertFixture.MAX_TOKENS);
      if (!problemType) {
        assertThatThrownBy(builder::build)
            .isInstanceOf(ModelLoadException.class)
            .hasMessageContaining("found no problem_type");
        builder.independentLabels(true);
      }
      try (MeshClassifier classifier = builder.build()) {
        assertThat(classifier.identity().name()).isEqualTo("owner/bert");
        assertThat(classifier.identity().version()).isEqualTo(commit);
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
