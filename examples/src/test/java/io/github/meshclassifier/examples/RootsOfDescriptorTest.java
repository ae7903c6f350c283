package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RootsOfDescriptorTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return RootsOfDescriptor.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void run_withoutArguments_showsRootsAndPaths() {
    assertThat(run()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("COVID-19 (D000086382)", "  C  Diseases", "Bipolar Disorder (D001714)")
        .contains("    Mental Disorders > Mood Disorders > Bipolar and Related Disorders");
    assertThat(err.size()).isZero();
  }

  @Test
  void run_checkTag_hasNoCategory() {
    assertThat(run("Female")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("puts it in no category");
  }

  @Test
  void run_misspelledHeading_suggestsAndGoesOn() {
    assertThat(run("Bipolr Disorder", "COVID-19")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "MeSH 2024 has no heading or entry term 'Bipolr Disorder'; similar ones are"
                + " Bipolar Disorder");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("COVID-19 (D000086382)");
  }

  @Test
  void run_nothingSimilar_saysWhereToLook() {
    assertThat(run("xyzzy", "")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("https://meshb.nlm.nih.gov");
    assertThat(out.size()).isZero();
  }

  @Test
  void readmeMesh_answersAreRight() {
    DocumentedCode.readmeMesh();
  }
}
