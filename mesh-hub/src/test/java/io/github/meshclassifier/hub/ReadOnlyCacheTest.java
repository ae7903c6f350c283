package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Caches that the official client filled and this process may only read. Since permissions do not
 * keep a privileged user from writing, files stand where directories would have to be made.
 */
class ReadOnlyCacheTest extends DownloadTestBase {
  private static final List<String> NEEDED =
      List.of("config.json", "model.safetensors", "tokenizer.json", "vocab.txt");

  /** As {@code snapshot_download} leaves it: no listings and no marks of absent files. */
  @BeforeEach
  void fill() throws IOException {
    snapshot(NEEDED);
    Files.createDirectories(models().resolve("refs"));
    Files.writeString(models().resolve("refs").resolve("main"), commit);
    for (String name : List.of(".no_exist", "trees")) {
      Files.createFile(models().resolve(name));
    }
    Files.createFile(cache().resolve(".locks"));
  }

  private void snapshot(List<String> files) throws IOException {
    Path snapshot = Files.createDirectories(models().resolve("snapshots").resolve(commit));
    Path blobs = Files.createDirectories(models().resolve("blobs"));
    for (String file : files) {
      FakeRepository.Stored stored = repository.file(commit, file);
      Files.write(blobs.resolve(stored.etag()), stored.content());
      Files.createSymbolicLink(snapshot.resolve(file), Path.of("..", "..", "blobs", stored.etag()));
    }
  }

  /** Every file and directory with the time of its last change. */
  private Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(cache())) {
      for (Path file : files.toList()) {
        times.put(
            cache().relativize(file).toString(),
            Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
      }
    }
    return times;
  }

  @Test
  void download_completeOnline_asOfflineWithoutWriting() throws IOException {
    Path offline = download(MODEL, settings().offline(true).build());
    Map<String, FileTime> before = times();
    assertThat(download()).isEqualTo(offline);
    assertThat(times()).isEqualTo(before);
    assertThat(hub.requests("GET /owner/model/resolve/")).isEmpty();
    assertThat(events).filteredOn(HubEvent.FileDone.class::isInstance).hasSize(8);
  }

  /** A listing would spare the next call the question, if it could be kept. */
  @Test
  void download_completeCommitOnline_withoutListing() throws IOException {
    HubModel pinned = new HubModel("owner/model", commit);
    Path offline = download(pinned, settings().offline(true).build());
    Map<String, FileTime> before = times();
    assertThat(download(pinned, settings().build())).isEqualTo(offline);
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void download_enoughToLoad_usedAsOffline() throws IOException {
    Files.delete(models().resolve("snapshots").resolve(commit).resolve("vocab.txt"));
    Path offline = download(MODEL, settings().offline(true).build());
    assertThat(download()).isEqualTo(offline);
    assertThat(names(offline)).doesNotContain("vocab.txt");
  }

  @Test
  void download_weightsMissing_saysWhereToWrite() throws IOException {
    Files.delete(models().resolve("snapshots").resolve(commit).resolve("model.safetensors"));
    HubException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.STORAGE);
    assertThat(failure)
        .hasMessageContaining("a file of the cache cannot be written")
        .hasMessageContaining(models().toString())
        .hasMessageEndingWith(
            "Make room or grant access there, or name another directory with HF_HUB_CACHE or"
                + " HF_HOME.");
  }

  @Test
  void download_newerCommitOnTheHub_notTheOldOne() throws IOException {
    model(bytes(10, 9)).push("main");
    assertThat(failure().kind()).isEqualTo(Kind.STORAGE);
  }
}
