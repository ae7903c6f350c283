package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.meshclassifier.hub.StoredRepository.Blob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishes one small model to a {@link UploadHub} of its own. */
@Timeout(120)
abstract class UploadTestCase {
  static final String ID = "owner/model";
  static final String WEIGHTS = "model.safetensors";

  @TempDir Path temp;
  UploadHub hub;
  Path model;
  final List<HubEvent> events = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    hub = new UploadHub();
    model = UploadModels.write(temp.resolve("model"), 40_000);
  }

  @AfterEach
  void stop() {
    hub.close();
    assertThat(hub.violations).isEmpty();
  }

  final HubSettings.Builder settings() {
    return HubSettings.builder(Map.of())
        .endpoint(hub.endpoint())
        .cacheDirectory(temp.resolve("cache"))
        .retryDelay(Duration.ofMillis(1));
  }

  final HubUploader.Builder uploader() {
    return HubUploader.builder(ID)
        .settings(settings().token(UploadHub.TOKEN).build())
        .onEvent(events::add);
  }

  final HubException failure(HubUploader uploader) {
    HubException e = catchThrowableOfType(HubException.class, () -> uploader.upload(model));
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain(UploadHub.TOKEN, "X-Amz");
    return e;
  }

  final List<String> titles(String branch) {
    return hub.repositories.get(ID).branches.get(branch).stream()
        .map(StoredRepository.Commit::title)
        .toList();
  }

  final void assertPublished(String branch) throws IOException {
    for (String name : List.of("config.json", "tokenizer.json", WEIGHTS)) {
      Blob blob = hub.repositories.get(ID).head(branch).files().get(name);
      assertThat(blob).as(name).isNotNull();
      assertThat(blob.content()).as(name).isEqualTo(Files.readAllBytes(model.resolve(name)));
    }
  }

  final void someoneCommits(String file, String content) {
    StoredRepository repository = hub.repositories.get(ID);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    repository.add("main", content, Map.of(file, new Blob(bytes, false)));
  }
}
