package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is published comes back as it was. */
class UploadRoundTripTest extends UploadTestCase {
  @Test
  void download_ofAnUpload_sameBytes() throws IOException {
    hub.partSize = 7_000;
    Files.writeString(model.resolve("tokenizer_config.json"), "{}");
    uploader().build().upload(model);

    try (FakeHub other = FakeHub.start()) {
      FakeRepository.Files files = other.repository(ID).commit();
      hub.repositories
          .get(ID)
          .head("main")
          .files()
          .forEach((name, blob) -> files.file(name, blob.content()));
      files.push("main");
      HubSettings settings = other.settings(temp.resolve("hub")).build();

      Path copy =
          HubDownloader.builder().settings(settings).build().download(HubModel.parse("hf://" + ID));

      for (String name :
          List.of("config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json")) {
        assertThat(copy.resolve(name)).hasSameBinaryContentAs(model.resolve(name));
      }
    }
  }
}
