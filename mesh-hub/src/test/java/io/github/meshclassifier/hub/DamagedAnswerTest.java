package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a server says, it is understood or refused, and nothing is written elsewhere. */
class DamagedAnswerTest extends DownloadTestBase {
  private static final String[] VALUES = {
    "null",
    "true",
    "-1",
    "1e999",
    "99999999999999999999",
    "\"\"",
    "\"../x\"",
    "[]",
    "{}",
    "[[[",
    "\\"
  };

  @Test
  void listing_damagedAnyhow_understoodOrRefused() throws IOException {
    String good = repository.info(commit, true).toString();
    Random random = new Random(20240219);
    HubDownloader downloader =
        HubDownloader.builder().settings(settings().retries(0).build()).build();
    int understood = 0;
    for (int i = 0; i < 200; i++) {
      String bad = damaged(good, random);
      hub.on(
          r -> r.path().startsWith("/api/"),
          1,
          (r, next) -> FakeHub.Reply.of(200, bad.getBytes(StandardCharsets.UTF_8)));
      try {
        downloader.download(MODEL);
        understood++;
      } catch (HubException e) {
        assertThat(e.kind())
            .isIn(
                HubException.Kind.UNEXPECTED_ANSWER,
                HubException.Kind.UNSUPPORTED,
                HubException.Kind.NOT_FOUND,
                HubException.Kind.CORRUPT);
      }
    }
    assertThat(understood).isBetween(1, 199);
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).containsExactly(cache());
    }
    assertThat(names(cache())).containsExactly(".locks", "CACHEDIR.TAG", "models--owner--model");
  }

  @Test
  void index_damagedAnyhow_understoodOrRefused() throws IOException {
    String good = "{\"metadata\":{\"total_size\":10},\"weight_map\":{\"a\":\"a.safetensors\"}}";
    HubDownloader downloader = HubDownloader.builder().settings(settings().build()).build();
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      repository
          .commit()
          .file("config.json", "{}")
          .file("model.safetensors.index.json", damaged(good, random))
          .file("a.safetensors", bytes(10, 1))
          .push("main");
      try {
        assertThat(downloader.download(MODEL).resolve("a.safetensors")).hasSize(10);
      } catch (HubException e) {
        assertThat(e.kind()).isEqualTo(HubException.Kind.UNSUPPORTED);
      }
    }
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).containsExactly(cache());
    }
  }

  /** Cuts the text, changes a character, or puts another value where one begins. */
  private static String damaged(String good, Random random) {
    int at = random.nextInt(good.length());
    int kind = random.nextInt(4);
    if (kind == 0) {
      return good.substring(0, at);
    }
    if (kind == 1) {
      return good.substring(0, at) + (char) (' ' + random.nextInt(95)) + good.substring(at + 1);
    }
    int colon = good.indexOf(':', at);
    int start = colon < 0 ? good.indexOf(':') + 1 : colon + 1;
    int end = start;
    while (end < good.length() && ",}]".indexOf(good.charAt(end)) < 0) {
      end++;
    }
    return good.substring(0, start) + VALUES[random.nextInt(VALUES.length)] + good.substring(end);
  }
}
