package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeployGuideTest {
  private static String withoutIndentation(String text) {
    return String.join("\n", text.lines().map(String::strip).toList());
  }

  @Test
  void transformersOfGuide_areThoseOfTheShadedJar() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "deploy.md"));
    int begin = guide.indexOf("<transformers>");
    int end = guide.indexOf("</transformers>");
    assertThat(begin).isPositive();
    assertThat(withoutIndentation(Files.readString(Path.of("pom.xml"))))
        .contains(withoutIndentation(guide.substring(begin, end)));
  }
}
