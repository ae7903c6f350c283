package io.github.meshclassifier.internal.files;

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
    Path parent = temp.resolve("a/b");
    Path target = parent.resolve("model");
    ModelDirectoryWriter.write(
        target,
        directory -> {
          assertThat(directory.getParent()).isEqualTo(parent);
          assertThat(directory.getFileName().toString()).startsWith(".model.tmp-");
          assertThat(target).doesNotExist();
          Files.writeString(directory.resolve("config.json"), "{}");
          Files.writeString(Files.createDirectory(directory.resolve("sub")).resolve("x"), "y");
        });
    assertThat(target.resolve("config.json")).hasContent("{}");
    assertThat(target.resolve("sub/x")).hasContent("y");
    assertThat(names(parent)).containsExactly("model");
  }

  @Test
  void write_emptyTarget_replaced() throws IOException {
    Path target = Files.createDirectory(temp.resolve("model"));
    ModelDirectoryWriter.write(target, d -> Files.writeString(d.resolve("f"), "x"));
    assertThat(names(target)).containsExactly("f");
  }

  @Test
  void writeReplaceRecover_dotsAfterALink_whereTheOperatingSystemLooks() throws IOException {
    Path real = Files.createDirectories(temp.resolve("real/deep")).getParent();
    Files.createSymbolicLink(temp.resolve("link"), Path.of("real/deep"));
    Path target = temp.resolve("link/../model");
    ModelDirectoryWriter.write(target, d -> Files.writeString(d.resolve("f"), "x"));
    assertThat(names(target)).containsExactly("f");
    ModelDirectoryWriter.replace(target, d -> Files.writeString(d.resolve("g"), "x"));
    assertThat(names(target)).containsExactly("g");
    Files.move(real.resolve("model"), real.resolve(".model.old-0123456789abcdef"));
    ModelDirectoryWriter.recover(target);
    assertThat(names(target)).containsExactly("g");
    assertThat(temp.resolve("model")).doesNotExist();
  }

  @Test
  void write_linkThatLeadsToNothing_writtenThereAndTheLinkKept() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("real/model"));
    ModelDirectoryWriter.write(link, d -> Files.writeString(d.resolve("f"), "x"));
    assertThat(names(temp.resolve("real/model"))).containsExactly("f");
    assertThat(link).isSymbolicLink();
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

  @Test
  void recover_killedAtAnyMomentOfAReplacement_oldOrNewAndNothingElse() throws IOException {
    String hex = "0123456789abcdef";
    for (List<String> left :
        List.of(
            List.of("model", ".model.tmp-" + hex),
            List.of("model", "..model.new-" + hex + ".tmp-" + hex),
            List.of("model", ".model.new-" + hex),
            List.of(".model.old-" + hex, ".model.new-" + hex),
            List.of("model", ".model.old-" + hex),
            List.of(".model.old-" + hex))) {
      Path parent = Files.createDirectory(temp.resolve("p"));
      for (String name : left) {
        Files.writeString(Files.createDirectory(parent.resolve(name)).resolve("f"), name);
      }
      ModelDirectoryWriter.recover(parent.resolve("model"));
      assertThat(names(parent)).as("left %s", left).containsExactly("model");
      assertThat(parent.resolve("model/f"))
          .hasContent(left.contains("model") ? "model" : ".model.old-" + hex);
      ModelDirectoryWriter.delete(parent.resolve("model"));
      assertThat(names(parent)).isEmpty();
      Files.delete(parent);
    }
  }

  @Test
  void recover_othersFiles_untouched() throws IOException {
    List<String> others =
        List.of(".model.tmp-0", ".model2.tmp-0123456789abcdef", "model.old-0123456789abcdef");
    for (String name : others) {
      Files.createDirectory(temp.resolve(name));
    }
    ModelDirectoryWriter.recover(temp.resolve("model"));
    ModelDirectoryWriter.recover(temp.resolve("absent/model"));
    assertThat(names(temp)).containsExactlyInAnyOrderElementsOf(others);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
