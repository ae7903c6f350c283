package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateIT {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Evaluate.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String row(String title, String headings) {
    return '"' + title + "\",\"" + headings + "\"\n";
  }

  @Test
  void run_bundledModelWithTraining_reportHasBothBaselines() throws IOException {
    Path articles = directory.resolve("articles.csv");
    Files.writeString(
        articles,
        "title,mesh\n"
            + row("Aspirin for stroke in the elderly", "Aspirin; Stroke; Humans; Aged")
            + row("Asthma in children of two cities", "Asthma; Humans; Child; Cities")
            + row("Without any heading", "")
            + row("A mouse model of spinal cord injury", "Spinal Cord Injuries; Animals; Mice"));
    Path output = directory.resolve("report");

    int status = run("bundled", articles.toString(), output.toString(), articles.toString());

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("micro avg", "report.html")
        .contains("Left out of " + articles + ": {NO_HEADINGS=1}");
    JsonObject json =
        JsonParser.parseString(Files.readString(output.resolve("report.json"))).getAsJsonObject();
    assertThat(json.get("articles").getAsInt()).isEqualTo(3);
    List<String> baselines =
        json.getAsJsonObject("all_labels").getAsJsonArray("baselines").asList().stream()
            .map(baseline -> baseline.getAsJsonObject().get("name").getAsString())
            .collect(Collectors.toList());
    assertThat(baselines).containsExactly("constant", "TF-IDF + logistic regression");
    long all = supportOf(json, "all_labels");
    assertThat(supportOf(json, "without_check_tags")).isLessThan(all);
    assertThat(output.resolve("report.html")).isNotEmptyFile();
  }

  /** NLM's own files hold articles that no indexer has read yet. */
  @Test
  void run_xmlOfNlm_articlesWithoutHeadingsLeftOutAndCounted() throws IOException {
    Path articles = directory.resolve("pubmed.xml");
    String indexed =
        "<MeshHeadingList><MeshHeading><DescriptorName UI=\"D013577\">Stroke</DescriptorName>"
            + "</MeshHeading></MeshHeadingList>";
    Files.writeString(
        articles,
        "<PubmedArticleSet>"
            + citation("1", indexed)
            + citation("2", "")
            + citation("3", "")
            + "</PubmedArticleSet>");
    Path output = directory.resolve("report");

    int status = run("bundled", articles.toString(), output.toString());

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Left out of " + articles + ": {NO_HEADINGS=2}");
    JsonObject json =
        JsonParser.parseString(Files.readString(output.resolve("report.json"))).getAsJsonObject();
    assertThat(json.get("articles").getAsInt()).isEqualTo(1);
  }

  private static String citation(String pmid, String headings) {
    return "<PubmedArticle><MedlineCitation><PMID Version=\"1\">"
        + pmid
        + "</PMID><Article><ArticleTitle>Aspirin after a stroke, part "
        + pmid
        + "</ArticleTitle></Article>"
        + headings
        + "</MedlineCitation></PubmedArticle>";
  }

  private static long supportOf(JsonObject json, String view) {
    JsonObject labels =
        json.getAsJsonObject(view).getAsJsonObject("model").getAsJsonObject("labels");
    return labels.entrySet().stream()
        .mapToLong(label -> label.getValue().getAsJsonObject().get("support").getAsLong())
        .sum();
  }

  @Test
  void run_wrongArguments_usage() {
    assertThat(run("bundled")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: Evaluate");
  }

  @Test
  void run_fileThatIsNotThere_named() {
    Path missing = directory.resolve("missing.csv");
    assertThat(run("bundled", missing.toString(), directory.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("missing.csv");
  }
}
