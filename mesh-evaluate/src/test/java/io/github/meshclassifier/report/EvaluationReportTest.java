package io.github.meshclassifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class EvaluationReportTest {
  private static final Resampling FEW = new Resampling(100, 0.95, 3);
  private static final SyntheticModel SMALL =
      new SyntheticModel(Map.of("B", 0.9, "C", 0.5, "M", 0.4), 60, 5);
  private static final EvaluationReport GOLDEN = golden();
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'&|`*\\[x](y)\r\n\u0000\u202E\u05D0\uD83D]]>" + "x".repeat(400);

  @TempDir Path directory;

  private static EvaluationReport golden() {
    ScoredArticles scores = SMALL.scores(1.2, 1);
    return EvaluationReport.builder("A small test", scores, Thresholds.of(List.of(0.5, 0.4, 0.35)))
        .model("small")
        .data("60 articles that do not exist")
        .labelTitles(Map.of("B", "Organisms", "C", "Diseases", "M", "Named Groups"))
        .thresholdProfile(ThresholdProfile.MACRO_F1)
        .meshYear(2024)
        .withoutCheckTags(SMALL.withoutCheckTags(1.2, 1))
        .baseline("constant", SMALL.constant(), Thresholds.DEFAULT)
        .history(SyntheticModel.history(3))
        .calibration(Reliability.of(scores, 5, Reliability.Binning.EQUAL_WIDTH))
        .thresholdTuning(ThresholdTuning.of(scores, 1))
        .resampling(FEW)
        .build();
  }

  private static EvaluationReport.Builder small() {
    return EvaluationReport.builder("Small", SMALL.scores(1.2, 1), Thresholds.DEFAULT)
        .resampling(FEW);
  }

  private static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    String document = text.replaceFirst("<!DOCTYPE html>", "");
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(document)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.txt", "report.md", "report.json", "report.html"})
  void renderings_smallReport_asCommitted(String file) throws IOException {
    String text =
        switch (file) {
          case "report.txt" -> GOLDEN.toText();
          case "report.md" -> GOLDEN.toMarkdown();
          case "report.json" -> GOLDEN.toJson();
          default -> GOLDEN.toHtml();
        };
    String target = System.getProperty("report.golden");
    if (target != null) {
      Files.writeString(Path.of(target, file), text);
    }
    try (var committed = EvaluationReportTest.class.getResourceAsStream(file)) {
      assertThat(committed).as("committed " + file).isNotNull();
      assertThat(text).isEqualTo(new String(committed.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void build_sameArticles_sameReport() {
    assertThat(golden().toJson()).isEqualTo(GOLDEN.toJson());
  }

  @Test
  void accessors_figures_areThoseOfTheEvaluation() {
    Thresholds thresholds = Thresholds.of(List.of(0.5, 0.4, 0.35));
    ScoredArticles scores = SMALL.scores(1.2, 1);
    assertThat(GOLDEN.evaluation()).isEqualTo(scores.evaluate(thresholds));
    Measurements.MeasuredModel model = GOLDEN.measurements().model();
    for (Metric metric : Metric.values()) {
      ConfidenceInterval interval = model.interval(metric);
      assertThat(interval.estimate()).isEqualTo(metric.of(scores, thresholds));
      assertThat(interval.contains(interval.estimate())).as(metric.id()).isTrue();
    }
    ScoredArticles without = SMALL.withoutCheckTags(1.2, 1);
    Measurements withoutTags = GOLDEN.withoutCheckTags().orElseThrow();
    assertThat(withoutTags.model().evaluation()).isEqualTo(without.evaluate(thresholds));
    assertThat(withoutTags.model().evaluation().support())
        .isLessThan(GOLDEN.evaluation().support());
    PairedComparison.MetricDifference difference =
        GOLDEN.measurements().comparisons().get(0).difference(Metric.MICRO_F1);
    assertThat(difference.difference().estimate())
        .isEqualTo(
            Metric.MICRO_F1.of(scores, thresholds)
                - Metric.MICRO_F1.of(SMALL.constant(), Thresholds.DEFAULT));
  }

  @Test
  void withoutCheckTags_baseline_ignoresTheSameCells() {
    Measurements without = GOLDEN.withoutCheckTags().orElseThrow();
    assertThat(without.baselines().get(0).evaluation().support())
        .isEqualTo(without.model().evaluation().support());
  }

  @Test
  void toText_decisions_areScikitLearnsTable() {
    assertThat(GOLDEN.toText()).contains(GOLDEN.evaluation().toTable());
    assertThat(GOLDEN).hasToString(GOLDEN.toText());
  }

  @Test
  void toJson_figures_equalTheAccessors() {
    JsonObject json = JsonParser.parseString(GOLDEN.toJson()).getAsJsonObject();
    assertThat(json.get("format").getAsString()).isEqualTo("mesh-classifier-evaluation");
    assertThat(json.get("version").getAsInt()).isOne();
    assertThat(json.get("threshold_profile").getAsString()).isEqualTo("macro_f1");
    assertMeasured(json.getAsJsonObject("all_labels"), GOLDEN.measurements());
    assertMeasured(
        json.getAsJsonObject("without_check_tags"), GOLDEN.withoutCheckTags().orElseThrow());
    assertThat(json.getAsJsonArray("epochs")).hasSize(3);
    assertThat(json.getAsJsonArray("threshold_tuning")).hasSize(ThresholdProfile.values().length);
    assertThat(json.getAsJsonObject("reliability").getAsJsonObject("labels").keySet())
        .containsExactly("B", "C", "M");
  }

  private static void assertMeasured(JsonObject json, Measurements measurements) {
    JsonObject model = json.getAsJsonObject("model");
    for (Metric metric : Metric.values()) {
      JsonObject interval = model.getAsJsonObject("metrics").getAsJsonObject(metric.id());
      ConfidenceInterval expected = measurements.model().interval(metric);
      assertNumber(interval.get("estimate"), expected.estimate());
      assertNumber(interval.get("low"), expected.low());
      assertNumber(interval.get("high"), expected.high());
    }
    Evaluation evaluation = measurements.model().evaluation();
    JsonObject macro = model.getAsJsonObject("averages").getAsJsonObject("macro");
    assertNumber(macro.get("precision"), evaluation.macro().precision());
    for (LabelEvaluation label : evaluation.perLabel()) {
      JsonObject one = model.getAsJsonObject("labels").getAsJsonObject(label.label());
      assertNumber(one.get("f1"), label.f1());
      assertThat(one.get("false_negatives").getAsLong()).isEqualTo(label.falseNegatives());
    }
    PairedComparison.MetricDifference difference =
        measurements.comparisons().get(0).difference(Metric.EXACT_MATCH);
    JsonObject compared =
        json.getAsJsonArray("comparisons")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("metrics")
            .getAsJsonObject("exact_match");
    assertNumber(compared.get("difference"), difference.difference().estimate());
    assertNumber(compared.get("randomization_p"), difference.randomizationPValue());
  }

  private static void assertNumber(JsonElement found, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(found.isJsonNull()).isTrue();
    } else {
      assertThat(found.getAsDouble()).isEqualTo(expected);
    }
  }

  @Test
  void write_files_wholeAndWellFormed() throws Exception {
    GOLDEN.write(directory);
    Files.writeString(directory.resolve("other.txt"), "kept");
    GOLDEN.write(directory);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "other.txt",
              "report.txt",
              "report.md",
              "report.json",
              "report.html",
              "errors-per-label.svg",
              "f1-per-epoch.svg",
              "f1-per-label.svg",
              "labels-per-article.svg",
              "loss.svg",
              "precision-and-recall.svg",
              "precision-recall.svg",
              "precision-recall-per-label.svg",
              "reliability.svg",
              "support-and-f1.svg");
    }
    Document html = xml(Files.readString(directory.resolve("report.html")));
    assertThat(html.getElementsByTagName("figure").getLength()).isEqualTo(10);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path svg : files.filter(file -> file.toString().endsWith(".svg")).toList()) {
        xml(Files.readString(svg));
        assertThat(Files.readString(directory.resolve("report.md")))
            .contains("](" + svg.getFileName() + ")");
      }
    }
  }

  @Test
  void toHtml_report_refersToNothingOutside() {
    assertThat(GOLDEN.toHtml().replace("http://www.w3.org/2000/svg", ""))
        .contains("default-src 'none'")
        .doesNotContain("http:", "https:", "src=", "href=", "url(", "@import");
  }

  @Test
  void renderings_hostileNames_stayText() throws Exception {
    Map<String, Double> prevalences = new TreeMap<>();
    prevalences.put(HOSTILE, 0.5);
    prevalences.put("a|b", 0.5);
    SyntheticModel hostile = new SyntheticModel(prevalences, 20, 1);
    EvaluationReport report =
        EvaluationReport.builder(HOSTILE, hostile.scores(1, 1), Thresholds.DEFAULT)
            .model(HOSTILE)
            .data(HOSTILE)
            .labelTitles(Map.of("a|b", HOSTILE))
            .baseline(HOSTILE, hostile.constant(), Thresholds.DEFAULT)
            .calibration(Reliability.of(hostile.scores(1, 1)))
            .resampling(FEW)
            .build();
    report.write(directory);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().matches(".*(svg|html)")).toList()) {
        Document document = xml(Files.readString(file));
        int scripts = file.toString().endsWith("html") ? 1 : 0;
        assertThat(document.getElementsByTagName("script").getLength()).isEqualTo(scripts);
      }
    }
    assertThat(report.toMarkdown()).doesNotContain("<script").doesNotContain("\u202E");
    assertThat(report.toText()).doesNotContain("\u202E").doesNotContain("\u0000");
    JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
    assertThat(json.get("title").getAsString()).isEqualTo(HOSTILE);
  }

  @Test
  void renderings_oneArticleWithoutLabel_undefinedFiguresShown() throws Exception {
    ScoredArticles one =
        ScoredArticles.builder(List.of("A")).add(new boolean[] {false}, new float[] {0.2f}).build();
    EvaluationReport report =
        EvaluationReport.builder("One", one, Thresholds.DEFAULT).resampling(FEW).build();
    report.write(directory);
    xml(report.toHtml());
    assertThat(report.toMarkdown()).contains("| Macro AUROC | \u2013 |").doesNotContain("NaN");
    JsonObject metrics =
        JsonParser.parseString(report.toJson())
            .getAsJsonObject()
            .getAsJsonObject("all_labels")
            .getAsJsonObject("model")
            .getAsJsonObject("metrics");
    assertThat(metrics.getAsJsonObject("macro_auroc").get("estimate").isJsonNull()).isTrue();
    assertThat(directory.resolve("support-and-f1.svg")).doesNotExist();
  }

  @Test
  void renderings_fiveHundredLabels_tablesCompleteAndChartsOfTheMostFrequent() throws Exception {
    Map<String, Double> many = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      many.put("label " + (1000 + i), 0.001 + 0.001 * i);
    }
    SyntheticModel large = new SyntheticModel(many, 40, 1);
    EvaluationReport report =
        EvaluationReport.builder("Large", large.scores(1, 1), Thresholds.DEFAULT)
            .resampling(FEW)
            .build();
    Document html = xml(report.toHtml());
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < html.getElementsByTagName("bdi").getLength(); i++) {
      cells.add(html.getElementsByTagName("bdi").item(i).getTextContent());
    }
    assertThat(cells).containsAll(many.keySet());
    assertThat(report.toHtml())
        .contains("the 40 most frequent of 500")
        .contains("Where an interval does not hold its figure");
    assertThat(GOLDEN.toHtml()).doesNotContain("Where an interval does not hold its figure");
    assertThat(report.toJson()).contains("\"label 1000\"", "\"label 1499\"");
  }

  @Test
  void baseline_ofOtherArticles_refused() {
    SyntheticModel fewer = new SyntheticModel(Map.of("B", 0.9, "C", 0.5, "M", 0.4), 59, 5);
    SyntheticModel others = new SyntheticModel(Map.of("B", 0.9, "C", 0.5, "M", 0.4), 60, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().baseline("tf-idf", fewer.constant(), Thresholds.DEFAULT))
        .withMessageContaining("baseline 'tf-idf'")
        .withMessageContaining("60 and 59");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().baseline("tf-idf", others.constant(), Thresholds.DEFAULT))
        .withMessageContaining("baseline 'tf-idf'")
        .withMessageContaining("differs in whether label");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                small()
                    .baseline("same", SMALL.constant(), Thresholds.DEFAULT)
                    .baseline("same", SMALL.constant(), Thresholds.DEFAULT))
        .withMessage("baseline 'same' is given twice");
  }

  @Test
  void withoutCheckTags_otherArticlesOrScores_refused() {
    SyntheticModel fewer = new SyntheticModel(Map.of("B", 0.9, "C", 0.5, "M", 0.4), 59, 5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().withoutCheckTags(fewer.withoutCheckTags(1.2, 1)))
        .withMessage(
            "the set without check tags must be of the articles of the report, expected 60,"
                + " found 59");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().withoutCheckTags(SMALL.withoutCheckTags(1.2, 2)))
        .withMessageStartingWith(
            "the set without check tags must be of the articles of the report in the same order;"
                + " article 1 differs in whether label");
  }

  @Test
  void builder_badOrRepeatedSetting_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvaluationReport.builder(" ", SMALL.constant(), Thresholds.DEFAULT))
        .withMessage("title must not be blank");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> EvaluationReport.builder("x", SMALL.constant(), Thresholds.of(List.of(0.5))))
        .withMessageContaining("3 labels");
    assertThatIllegalStateException()
        .isThrownBy(() -> small().model("a").model("b"))
        .withMessage("model was set before, to a");
    assertThatIllegalStateException()
        .isThrownBy(() -> small().resampling(FEW))
        .withMessageStartingWith("resampling was set before");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().labelTitles(Map.of("X", "x")))
        .withMessage("no label 'X' in this report, expected one of [B, C, M]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                small()
                    .calibration(
                        Reliability.of(new SyntheticModel(Map.of("A", 0.5), 9, 1).scores(1, 1))))
        .withMessage("expected a reliability of 3 labels, was of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvaluationReport.EpochFigures(0, 0, 0, 0, 0, 0))
        .withMessage("epoch must be 1 or more, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvaluationReport.EpochFigures(2, 0, 0, 1.5, 0, 0))
        .withMessage("microF1 of epoch 2 must be in [0, 1] or NaN, was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GOLDEN.measurements().comparisons().get(0).difference(Metric.LRAP))
        .withMessageStartingWith("LRAP was not compared");
  }
}
