package io.github.meshclassifier.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryWriterTest {
  @TempDir Path temp;

  @Test
  void write_absentTarget_complete() throws IOException {
    Path target = temp.resolve("a/b/model");
    ModelDirectoryWriter.write(
        target,
        directory -> {
          assertThat(directory.getParent()).isEqualTo(target.getParent());
          assertThat(directory.getFileName().toString()).startsWith(".model.tmp-");
          assertThat(target).doesNotExist();
          Files.writeString(directory.resolve("config.json"), "{}");
          Files.writeString(Files.createDirectory(directory.resolve("sub")).resolve("x"), "y");
        });
    assertThat(target.resolve("config.json")).hasContent("{}");
    assertThat(target.resolve("sub/x")).hasContent("y");
    assertThat(names(target.getParent())).containsExactly("model");
  }

  @Test
  void write_emptyTarget_replaced() throws IOException {
    Path target = Files.createDirectory(temp.resolve("model"));
    ModelDirectoryWriter.write(target, d -> Files.writeString(d.resolve("f"), "x"));
    assertThat(names(target)).containsExactly("f");
  }

  @Test
  void write_targetNotFree_refusedBeforeWriting() throws IOException {
    Path full = Files.createDirectory(temp.resolve("full"));
    Files.writeString(full.resolve("precious"), "x");
    Path file = Files.createFile(temp.resolve("file"));
    for (Path target : List.of(full, file)) {
      assertThatThrownBy(
              () ->
                  ModelDirectoryWriter.write(
                      target,
                      d -> {
                        throw new AssertionError("must not be called");
                      }))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("expected an absent or empty one; name another or remove it");
    }
    assertThat(full.resolve("precious")).hasContent("x");
    assertThat(names(temp)).containsExactly("file", "full");
  }

  @Test
  void write_diskFull_nothingLeft() throws IOException {
    IOException full = new IOException("No space left on device");
    assertThatThrownBy(
            () ->
                ModelDirectoryWriter.write(
                    temp.resolve("model"),
                    d -> {
                      Files.writeString(Files.createDirectory(d.resolve("sub")).resolve("x"), "y");
                      throw full;
                    }))
        .isSameAs(full);
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void write_uncheckedFailure_nothingLeft() throws IOException {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ModelDirectoryWriter.write(
                    temp.resolve("model"),
                    d -> {
                      throw new IllegalStateException("stopped");
                    }));
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void write_targetFilledMeanwhile_otherKept() throws IOException {
    Path target = temp.resolve("model");
    assertThatThrownBy(
            () ->
                ModelDirectoryWriter.write(
                    target,
                    d -> {
                      Files.createDirectory(target);
                      Files.writeString(target.resolve("other"), "x");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(target.resolve("other")).hasContent("x");
    assertThat(names(temp)).containsExactly("model");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
