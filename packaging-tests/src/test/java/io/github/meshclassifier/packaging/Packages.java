package io.github.meshclassifier.packaging;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the build has packed, and the files the packages are tried with. */
final class Packages {
  private Packages() {}

  /** The package that the build gave a classifier. */
  static Path packed(String classifier) {
    String version = System.getProperty("packages.version");
    return Path.of("target", "packaging-tests-" + version + "-" + classifier + ".jar")
        .toAbsolutePath();
  }

  /** The jars of the application and of all that it depends on at run time, test tools left out. */
  static List<Path> jars() {
    List<String> tests =
        List.of("test-classes", "junit", "assertj", "byte-buddy", "opentest4j", "apiguardian");
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> tests.stream().noneMatch(entry::contains))
        .map(Path::of)
        .toList();
  }

  static boolean isNamed(Path jar, String begin) {
    return jar.getFileName().toString().startsWith(begin);
  }

  static String classPath(List<Path> jars) {
    return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
  }

  /** Copies the tiny checkpoint. */
  static Path tinyModel(Path directory) throws IOException {
    Files.createDirectory(directory);
    List<String> names =
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    for (String name : names) {
      String resource = "/fixtures/bert/" + name;
      try (InputStream in = Packages.class.getResourceAsStream(resource)) {
        Files.copy(Objects.requireNonNull(in, resource), directory.resolve(name));
      }
    }
    return directory;
  }

  /** Native libraries take half a gigabyte, so they are not left to the end of the build. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
