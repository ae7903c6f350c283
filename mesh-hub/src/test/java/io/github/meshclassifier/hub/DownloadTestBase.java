package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with one model, an empty cache, and what happened. */
@Timeout(120)
abstract class DownloadTestBase {
  static final HubModel MODEL = HubModel.parse("hf://owner/model");

  @TempDir Path temp;
  FakeHub hub;
  FakeRepository repository;
  String commit;
  final byte[] weights = bytes(300_000, 1);
  final List<HubEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    hub = FakeHub.start();
    repository = hub.repository("owner/model");
    commit = model(weights).push("main");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  /** What a model of this kind holds, and some that nobody needs. */
  FakeRepository.Files model(byte[] content) {
    return repository
        .commit()
        .file("README.md", "# A model")
        .file("config.json", "{\"model_type\":\"bert\"}")
        .file("vocab.txt", "[PAD]\n[UNK]\n")
        .file("tokenizer.json", "{}")
        .file("model.safetensors", content)
        .file("pytorch_model.bin", bytes(10, 2))
        .file("tf_model.h5", bytes(10, 3))
        .file("onnx/model.onnx", bytes(10, 4));
  }

  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  Path cache() {
    return temp.resolve("hub");
  }

  Path models() {
    return cache().resolve("models--owner--model");
  }

  HubSettings.Builder settings() {
    return hub.settings(cache());
  }

  Path download(HubModel model, HubSettings settings) throws HubException {
    return HubDownloader.builder().settings(settings).onEvent(events::add).build().download(model);
  }

  Path download() throws HubException {
    return download(MODEL, settings().build());
  }

  HubException failure(HubModel model, HubSettings settings) {
    return catchThrowableOfType(HubException.class, () -> download(model, settings));
  }

  HubException failure() {
    return failure(MODEL, settings().build());
  }

  Path blob(byte[] content, boolean large) {
    return models().resolve("blobs").resolve(FakeRepository.hash(content, large));
  }

  Path partial() {
    return models()
        .resolve("blobs")
        .resolve(FakeRepository.hash(weights, true) + ".java.incomplete");
  }

  /** The files of a directory tree by their paths in it; of links, where they lead. */
  static Map<String, String> tree(Path directory) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    if (!Files.exists(directory)) {
      return tree;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (Files.isSymbolicLink(file)) {
          tree.put(name, Files.readSymbolicLink(file).toString().replace('\\', '/'));
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          tree.put(name, "");
        }
      }
    }
    return tree;
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
