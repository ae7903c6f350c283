package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of every other file of a directory, in a file as {@code sha256sum} writes it. Has no
 * state.
 */
final class Checksums {
  static final String FILE_NAME = "checksums";

  private Checksums() {}

  /** The text for the files that a directory has. */
  static String of(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> file : digests(directory).entrySet()) {
      text.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
    }
    return text.toString();
  }

  private static SortedMap<String, String> digests(Path directory) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(FILE_NAME)) {
          digests.put(name, Files.isRegularFile(file) ? Sha256.of(file) : "no file");
        }
      }
    }
    return digests;
  }

  /** Says what is wrong with a directory; null if every file is as it was written. */
  static @Nullable String problem(Path directory) {
    try {
      SortedMap<String, String> expected = new TreeMap<>();
      byte[] text = Files.readAllBytes(directory.resolve(FILE_NAME));
      for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
        String[] parts = line.split(" {2}", 2);
        if (parts.length != 2) {
          return FILE_NAME + " is malformed";
        }
        expected.put(parts[1], parts[0]);
      }
      SortedMap<String, String> found = digests(directory);
      TreeSet<String> names = new TreeSet<>(expected.keySet());
      names.addAll(found.keySet());
      for (String name : names) {
        String digest = found.get(name);
        if (digest == null) {
          return name + " is missing";
        } else if (!digest.equals(expected.get(name))) {
          return name + " is not as it was written";
        }
      }
      return expected.isEmpty() ? FILE_NAME + " is empty" : null;
    } catch (IOException e) {
      return "it cannot be read: " + e;
    }
  }
}
