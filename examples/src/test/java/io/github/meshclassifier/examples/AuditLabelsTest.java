package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLabelsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path temp;

  private int run(String... args) throws IOException {
    return AuditLabels.run(
        List.of(args),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void run_samples_auditedAndSplit() throws IOException {
    assertThat(run("output=" + temp)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("400 articles, 400 with known labels of 14")
        .contains("Split[training ");
    assertThat(temp.resolve("label-audit.md")).content().contains("| C | Diseases | 300 | 75.0%");
    assertThat(temp.resolve("label-audit.svg")).content().startsWith("<svg ");
  }

  @Test
  void run_labelsThatAreNoHeadings_auditedAlike() throws IOException {
    Path file = temp.resolve("labels.csv");
    Files.writeString(
        file,
        """
        pmid,text,topics
        1,Stars collapse under their own weight.,stars|collapse
        2,Stars burn.,stars
        2,Stars burn.,collapse
        3,Nothing is said here.,
        4,"Bridges, too, collapse.",collapse
        5,stars: burn,stars
        """);
    assertThat(
            run(
                "articles=" + file,
                "output=" + temp,
                "scheme=headings",
                "text=text",
                "labels=topics",
                "separator=|"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("6 articles, 6 with known labels of 2, 0.0% of the labels from check tags alone")
        .contains("negatives, to which no label applies: 1, 0 of them with unknown headings")
        .doesNotContain("left out")
        .contains("2 duplicates, 1 groups of them with different labels");
    assertThat(temp.resolve("label-audit.md")).content().contains("| stars | stars | 3 | 50.0%");
  }

  @Test
  void run_indicatorColumns_labelsNamedLikeThem() throws IOException {
    Path file = temp.resolve("indicators.csv");
    Files.writeString(
        file,
        """
        title,stars,collapse
        Stars collapse,1,1
        Stars burn,1,0
        Bridges stand,0,0
        """);
    assertThat(
            run(
                "articles=" + file,
                "output=" + temp,
                "scheme=headings",
                "indicators=stars,collapse"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("3 articles, 3 with known labels of 2")
        .contains("negatives, to which no label applies: 1");
  }

  @Test
  void run_secondLevel_titlesFromTheVocabulary() throws IOException {
    assertThat(run("output=" + temp, "scheme=level2")).isZero();
    assertThat(temp.resolve("label-audit.md")).content().contains("| C04 | Neoplasms |");
  }

  @Test
  void run_wrongArguments_saysWhich() throws IOException {
    assertThat(run("scheme=depth")).isEqualTo(2);
    assertThat(run("articles.csv")).isEqualTo(2);
    assertThat(run("text=a", "text=b")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("scheme must be roots14, roots16, level2 to level9 or headings, was 'depth'")
        .contains("'articles.csv' is no option")
        .contains("text is given twice");
  }
}
