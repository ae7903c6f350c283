package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyAbstractsTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return ClassifyAbstracts.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void run_missingFile_namesIt() {
    Path file = directory.resolve("none.xml.gz");
    assertThat(run(file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo("There is no file " + file);
  }

  @Test
  void run_damagedFile_namesFileAndLine() throws IOException {
    Path file = directory.resolve("damaged.xml");
    Files.writeString(file, "<PubmedArticleSet>\n<PubmedArticle>");
    assertThat(run(file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("damaged.xml:2");
    assertThat(out.size()).isZero();
  }

  @Test
  void run_noNumber_saysSo() {
    assertThat(run("articles.csv", "many")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("'many' is no number of articles");
  }
}
