package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static String withoutIndentation(String text) {
    return String.join("\n", text.lines().map(String::strip).toList());
  }

  @Test
  void transformersOfReadme_areThoseOfTheShadedJar() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int begin = readme.indexOf("<transformers>");
    int end = readme.indexOf("</transformers>");
    assertThat(begin).isPositive();
    assertThat(withoutIndentation(Files.readString(Path.of("pom.xml"))))
        .contains(withoutIndentation(readme.substring(begin, end)));
  }
}
