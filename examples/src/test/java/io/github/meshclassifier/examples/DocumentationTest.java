package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern MAIN_CLASS = Pattern.compile("-Dexec\\.mainClass=([\\w.]+)");

  static List<Documentation.Block> javaBlocks() throws IOException {
    return Stream.concat(
            Documentation.blocks("java").stream(), Documentation.javadocBlocks().stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("javaBlocks")
  void codeInDocumentation_isCompiledRegion(Documentation.Block block) throws IOException {
    assertThat(Documentation.regions().values())
        .as("%s equals no region of a source file in examples/src", block.place())
        .contains(block.code());
  }

  @Test
  void regions_allAreInDocumentation() throws IOException {
    assertThat(javaBlocks().stream().map(Documentation.Block::code).toList())
        .containsAll(Documentation.regions().values());
  }

  @Test
  void firstScreen_hasAtMostFortyLines() throws IOException {
    assertThat(Documentation.readme().lines().takeWhile(line -> !line.startsWith("## ")).count())
        .isLessThanOrEqualTo(40);
  }

  @Test
  void coordinates_haveTheVersionsOfTheBuild() throws IOException {
    String pom = Files.readString(Documentation.root().resolve("pom.xml"));
    String readme = Documentation.readme();
    String project = first(pom, "<version>([^<]+)</version>");
    String pytorch = first(pom, "<pytorch.version>([^<]+)<");
    String jni = pytorch + "-" + first(pom, "<djl.version>([^<]+)<");

    assertThat(groups(readme, "io\\.github\\.meshclassifier:[a-z-]+:(\\S+)"))
        .isNotEmpty()
        .containsOnly(project);
    assertThat(groups(readme, "pytorch-jni:(\\S+)")).isNotEmpty().containsOnly(jni);
    assertThat(groups(readme, "pytorch-native-cpu:([^:\\s]+)")).isNotEmpty().containsOnly(pytorch);
    assertThat(groups(readme, "<version>([^<]+)</version>")).containsOnly(project, pytorch, jni);
  }

  @Test
  void commands_nameMainsThatExist() throws Exception {
    for (Path file : Documentation.readmes()) {
      for (String name : groups(Files.readString(file), MAIN_CLASS.pattern())) {
        assertThat(Class.forName(name).getMethod("main", String[].class)).as(name).isNotNull();
      }
    }
  }

  @Test
  void links_leadToFiles() throws IOException {
    for (Path file : Documentation.readmes()) {
      for (String link : groups(Files.readString(file), LINK.pattern())) {
        assertThat(file.resolveSibling(link)).as("link in %s", file).exists();
      }
    }
  }

  private static String first(String text, String pattern) {
    return groups(text, pattern).get(0);
  }

  private static List<String> groups(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(DocumentationTest::group).toList();
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }
}
