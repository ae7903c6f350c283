package io.github.meshclassifier.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFilesTest {
  @TempDir Path directory;

  private static void assertHolds(Path directory, String... names) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void write_filesThatAreThere_replacedAndOthersKept() throws IOException {
    Path target = directory.resolve("a/b");
    PageFiles.write(target, Map.of("report.txt", "old", "other.txt", "kept"));
    PageFiles.write(target, Map.of("report.txt", "neu \u00fc\n"));
    assertHolds(target, "report.txt", "other.txt");
    assertThat(Files.readString(target.resolve("report.txt"))).isEqualTo("neu \u00fc\n");
    assertThat(Files.readString(target.resolve("other.txt"))).isEqualTo("kept");
  }

  @Test
  void write_directoryInTheWay_nothingChanges() throws IOException {
    Files.createDirectory(directory.resolve("b.txt"));
    Files.writeString(directory.resolve("a.txt"), "old");
    Map<String, String> files = new LinkedHashMap<>();
    files.put("a.txt", "new");
    files.put("b.txt", "new");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> PageFiles.write(directory, files))
        .withMessageEndingWith("there is a directory where a file of the report belongs");
    assertHolds(directory, "a.txt", "b.txt");
    assertThat(Files.readString(directory.resolve("a.txt"))).isEqualTo("old");
  }
}
