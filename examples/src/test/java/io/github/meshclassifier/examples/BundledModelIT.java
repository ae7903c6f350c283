package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.mini.MiniModel;
import io.github.meshclassifier.run.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples and the claims of README.md, on the model that mesh-model-mini carries. */
class BundledModelIT {
  private static final Pattern ROOTS_ROW =
      Pattern.compile("(?m)^\\| ([A-Z][^|]{30,}) \\| ([A-Z](?: [A-Z])*) \\|$");

  @TempDir private Path directory;

  @Test
  void classifyAbstracts_showsThreeArticles() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        ClassifyAbstracts.run(
            new String[0],
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);

    assertThat(status).isZero();
    assertThat(err.size()).isZero();
    assertThat(text).contains("PMID 20596767", "PMID 31775685", "PMID 32344317");
    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    assertThat(text.lines().filter(line -> line.matches("  [A-Z]  .*[#.]{15}.*"))).hasSize(3 * 14);
  }

  @Test
  void classifyAbstracts_ownFile_takesAsManyAsAsked() throws IOException {
    Path file = directory.resolve("own.csv");
    Files.writeString(file, "title,abstract\nAsthma in children,\n,\nRice yields,\nOther,\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(ClassifyAbstracts.run(new String[] {file.toString(), "2"}, stream, stream)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Asthma in children", "Rice yields")
        .doesNotContain("Other");
  }

  @Test
  void fineTune_bundledModel_learnsAndLoads() throws IOException {
    Path base = Files.createDirectory(directory.resolve("base"));
    BundledModel.copyTo(base);
    List<Article> articles;
    try (ArticleReader reader = Samples.open()) {
      articles = reader.stream().limit(20).toList();
    }
    Path output = Files.createDirectory(directory.resolve("output"));
    TrainingRun run = FineTune.run(base.toString(), articles, output);
    assertThat(run.history()).hasSizeBetween(1, 3);
    try (MeshClassifier tuned = MeshClassifier.load(run.directory())) {
      assertThat(tuned.predict(articles.get(0)).scores()).hasSize(14);
    }
    assertThat(output.resolve("report/report.html")).isNotEmptyFile();
    assertThat(output.resolve("labels.svg")).isNotEmptyFile();
    assertThat(output.resolve("runs/fine-tuned/events.jsonl")).isNotEmptyFile();
    assertThat(FineTune.run(base.toString(), articles, output).history()).isEqualTo(run.history());
  }

  @Test
  void readme_rootsOfTexts_areWhatTheModelPredicts() throws IOException {
    String readme = Documentation.readme();
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      List<String> rows =
          ROOTS_ROW
              .matcher(readme)
              .results()
              .map(row -> row.group(1))
              .map(text -> "| " + text + " | " + roots(classifier, text) + " |")
              .toList();
      assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(readme).contains(row));
    }
  }

  private static String roots(MeshClassifier classifier, String text) {
    return classifier.predict(text).predicted().stream()
        .map(score -> score.label().id())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @Test
  void identity_bundledModel_hasItsNameAndVersion() throws IOException {
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      assertThat(classifier.identity().name()).isEqualTo("mesh-model-mini");
      assertThat(classifier.identity().version()).isEqualTo("1.1");
      assertThat(classifier.identity().sha256()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void readme_figures_areThoseOfTheManifest() throws IOException {
    JsonObject provenance = manifest().getAsJsonObject("provenance");
    JsonObject medline = provenance.getAsJsonObject("test_jktjia");
    JsonObject linear = medline.getAsJsonObject("tfidf_logistic_regression");
    assertThat(Documentation.readme())
        .contains("| " + articles(medline) + " articles of MEDLINE at large |")
        .contains("| this model" + figures(medline))
        .contains("| this model, threshold profile for macro-F1" + figures(profile(medline)))
        .contains("| TF-IDF and logistic regression" + figures(linear))
        .contains("| the same, threshold profile for macro-F1" + figures(profile(linear)));
    for (String label : medline.getAsJsonObject("labels").keySet()) {
      assertThat(Documentation.readme())
          .contains("| " + label + " ")
          .contains(categoryRow(label, medline, linear));
    }
  }

  @Test
  void guide_figures_areThoseOfTheManifest() throws IOException {
    JsonObject provenance = manifest().getAsJsonObject("provenance");
    JsonObject data = provenance.getAsJsonObject("data");
    String guide = Files.readString(Documentation.root().resolve("docs/evaluate.md"));
    for (String test : List.of("test", "test_jktjia")) {
      JsonObject figures = provenance.getAsJsonObject(test);
      assertThat(guide)
          .contains("| " + articles(figures) + figures(figures))
          .contains("| " + articles(figures) + figures(profile(figures)));
    }
    assertThat(guide.replace('\n', ' '))
        .contains(articles(data.getAsJsonObject("training")) + " articles")
        .contains("The " + articles(data.getAsJsonObject("validation")) + " validation articles");
  }

  private static JsonObject manifest() throws IOException {
    String name = MiniModel.RESOURCE_FOLDER + "/mesh-classifier.json";
    try (InputStream in = MiniModel.class.getClassLoader().getResourceAsStream(name)) {
      String json =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return JsonParser.parseString(json).getAsJsonObject();
    }
  }

  private static JsonObject profile(JsonObject test) {
    return test.getAsJsonObject("macro_f1_profile");
  }

  /** Micro-F1, macro-F1 and exact match, each with its interval. */
  private static String figures(JsonObject test) {
    JsonObject intervals = test.getAsJsonObject("intervals");
    return " | "
        + figure(f1(test, "micro"), intervals.getAsJsonArray("micro_f1"), 3)
        + " | "
        + figure(f1(test, "macro"), intervals.getAsJsonArray("macro_f1"), 3)
        + " | "
        + figure(
            test.get("subset_accuracy").getAsDouble(), intervals.getAsJsonArray("exact_match"), 3)
        + " |";
  }

  /** What a label is predicted with by default, then its F1 with the profile and of TF-IDF. */
  private static String categoryRow(String label, JsonObject test, JsonObject linear) {
    JsonObject here = label(test, label);
    JsonObject rare = label(profile(test), label);
    return String.format(
        Locale.ROOT,
        "| %d | %.2f | %.2f | %s | %.2f | %.2f |",
        here.get("support").getAsInt(),
        here.get("precision").getAsDouble(),
        here.get("recall").getAsDouble(),
        figure(here.get("f1").getAsDouble(), here.getAsJsonArray("f1_interval"), 2),
        rare.get("f1").getAsDouble(),
        label(linear, label).get("f1").getAsDouble());
  }

  private static JsonObject label(JsonObject test, String label) {
    return test.getAsJsonObject("labels").getAsJsonObject(label);
  }

  private static String figure(double value, JsonArray interval, int digits) {
    String format = "%." + digits + "f";
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        value,
        interval.get(0).getAsDouble(),
        interval.get(1).getAsDouble());
  }

  private static double f1(JsonObject evaluation, String average) {
    return evaluation.getAsJsonObject(average).get("f1").getAsDouble();
  }

  private static String articles(JsonObject counted) {
    return String.format(Locale.ROOT, "%,d", counted.get("articles").getAsInt());
  }
}
