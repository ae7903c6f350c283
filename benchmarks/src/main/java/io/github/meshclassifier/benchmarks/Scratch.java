package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory.
 *
 * @param directory deleted with all it holds when this is closed
 */
record Scratch(Path directory) implements AutoCloseable {
  static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("mesh-benchmark"));
  }

  @Override
  public void close() throws IOException {
    List<Path> innermostFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : innermostFirst) {
      Files.delete(file);
    }
  }
}
