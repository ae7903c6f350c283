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
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^):]*))?\\)");

  /** What stands for values in the messages of the guide. */
  private static final Pattern PLACEHOLDERS =
      Pattern.compile("\\.\\.\\.|\\b[A-Z]+\\b|\\[|: ?|\\d+");

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

  /**
   * Modules share classes of their tests, which Maven finds in the modules of one build from {@code
   * test-compile} on, and before that only in a repository where they were installed.
   */
  @Test
  void commandsThatRunExamples_workWhereNothingIsInstalled() throws IOException {
    for (Path page : Documentation.markdown()) {
      assertThat(Files.readString(page)).as(page.toString()).doesNotContain(" compile exec:java");
    }
  }

  @Test
  void readme_hasAtMostTwoHundredLines() throws IOException {
    assertThat(Documentation.readme().lines().count()).isLessThanOrEqualTo(200);
  }

  @Test
  void guide_allPagesAreInItsIndex() throws IOException {
    Path docs = Documentation.root().resolve("docs");
    for (Path folder : List.of(docs, docs.resolve("decisions"))) {
      String index = Files.readString(folder.resolve("README.md"));
      for (Path page : Documentation.markdown()) {
        if (page.startsWith(folder) && page.getParent().equals(folder)) {
          assertThat(page.endsWith("README.md") || index.contains("](" + page.getFileName() + ")"))
              .as("%s is in the index", page)
              .isTrue();
        }
      }
    }
  }

  @Test
  void messagesToTroubleshoot_areInTheCode() throws IOException {
    String code = Documentation.mainCode();
    String page = Files.readString(Documentation.root().resolve("docs/troubleshoot.md"));
    List<String> messages =
        page.lines()
            .filter(line -> line.startsWith("| ") && line.contains("`"))
            .map(line -> line.split(" \\| ", -1)[0])
            .flatMap(cell -> groups(cell, "`([^`]*[a-z] [^`]*)`").stream())
            .toList();
    assertThat(messages).hasSizeGreaterThan(30);
    assertThat(messages.stream().flatMap(PLACEHOLDERS::splitAsStream).map(String::strip).toList())
        .filteredOn(part -> !code.contains(part))
        .isEmpty();
  }

  @Test
  void coordinates_haveTheVersionsOfTheBuild() throws IOException {
    String pom = Files.readString(Documentation.root().resolve("pom.xml"));
    String readme = Documentation.readme();
    String project = first(pom, "<version>([^<]+)</version>");
    String pytorch = first(pom, "<pytorch.version>([^<]+)<");
    String jni = pytorch + "-" + first(pom, "<djl.version>([^<]+)<");

    assertThat(groups(readme, "<version>([^<]+)</version>")).containsOnly(project, pytorch, jni);
    for (Path file : Documentation.markdown()) {
      String text = Files.readString(file);
      assertThat(groups(text, "io\\.github\\.meshclassifier:[a-z-]+:([^:\\s`]+)"))
          .as("%s", file)
          .allMatch(project::equals);
      assertThat(groups(text, "pytorch-jni:([^:\\s`]+)")).as("%s", file).allMatch(jni::equals);
      assertThat(groups(text, "pytorch-native-[a-z0-9]+:([^:\\s`]+)"))
          .as("%s", file)
          .allMatch(pytorch::equals);
    }
  }

  @Test
  void commands_nameMainsThatExist() throws Exception {
    for (Path file : Documentation.markdown()) {
      if (file.toString().contains("parity")) {
        continue; // Runs programs in the tests of other modules.
      }
      for (String name : groups(Files.readString(file), MAIN_CLASS.pattern())) {
        assertThat(Class.forName(name).getMethod("main", String[].class)).as(name).isNotNull();
      }
    }
  }

  @Test
  void links_leadToFilesAndHeadings() throws IOException {
    for (Path file : Documentation.markdown()) {
      for (MatchResult link : LINK.matcher(Files.readString(file)).results().toList()) {
        Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
        assertThat(target).as("link in %s", file).exists();
        if (link.group(2) != null) {
          assertThat(Documentation.anchors(target))
              .as("%s in %s", link.group(), file)
              .contains(link.group(2));
        }
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
