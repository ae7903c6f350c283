package io.github.meshclassifier.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.weights.Fixtures;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
  @TempDir Path temp;

  @Test
  void directory_missingOrFile_rejected() throws IOException {
    Path missing = temp.resolve("none");
    assertThatThrownBy(() -> ModelFiles.directory(missing))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage(
            "the model directory does not exist, expected a directory with config.json, weights"
                + " and a tokenizer, found nothing (%s)",
            missing);
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> ModelFiles.directory(file))
        .hasMessageContaining("the model path is not a directory");
  }

  @Test
  void open_missingFile_rejected() throws IOException {
    Files.createDirectory(temp.resolve("vocab.txt"));
    ModelFiles files = ModelFiles.directory(temp);
    assertThat(files.exists("none")).isFalse();
    assertThatThrownBy(() -> files.open("none"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("found nothing");
    // What is there and is no file is not passed over as if the model did not have it.
    assertThat(files.exists("vocab.txt")).isTrue();
    assertThatThrownBy(() -> files.open("vocab.txt"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("found something that is not a file");
    assertThatThrownBy(() -> Fixtures.bert().open("none"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("(classpath:fixtures/bert/none)");
  }

  @Test
  void readAll_limit_inclusive() throws IOException {
    Files.write(temp.resolve("f"), new byte[10]);
    ModelFiles files = ModelFiles.directory(temp);
    assertThat(files.readAll("f", 10)).hasSize(10);
    assertThatThrownBy(() -> files.readAll("f", 9))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("f is too large, expected at most 9 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\\b", "c:x", "a\u0000b", "a\n"})
  void exists_nameLeadsOut_rejected(String name) throws IOException {
    ModelFiles files = ModelFiles.directory(temp);
    assertThatIllegalArgumentException().isThrownBy(() -> files.exists(name));
    assertThatIllegalArgumentException().isThrownBy(() -> Fixtures.bert().exists(name));
  }

  @Test
  void resources_insideJar_weightsReadable() throws IOException {
    Path jar = temp.resolve("model.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : new String[] {"config.json", "model.safetensors"}) {
        zip.putNextEntry(new ZipEntry("models/mini/" + name));
        zip.write(Fixtures.bert(name));
        zip.closeEntry();
      }
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      ModelFiles files = ModelFiles.resources(loader, "/models/mini/");
      assertThat(files.location()).isEqualTo("classpath:models/mini");
      assertThat(files.path("config.json")).isEmpty();
      assertThat(Families.read(files).layers()).isEqualTo(2);
      assertThat(Fixtures.all(files)).hasSize(41);
    }
  }

  @Test
  void sha256_knownFile_asSha256sumPrints() throws IOException {
    Path file = Files.writeString(temp.resolve("abc"), "abc");
    // The first example of FIPS 180-4's test vectors.
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Sha256.of(file)).isEqualTo(expected);
    assertThat(Sha256.of(ModelFiles.directory(temp), "abc")).isEqualTo(expected);
  }
}
