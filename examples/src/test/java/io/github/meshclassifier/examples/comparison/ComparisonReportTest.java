package io.github.meshclassifier.examples.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.train.EpochResult;
import io.github.meshclassifier.train.TrainingRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ComparisonReportTest {
  private static final List<String> LABELS = List.of("A", "B", "C");

  @TempDir Path directory;

  private static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void toMarkdown_twoRuns_figuresOfTheEvaluations() {
    BackboneRun first = Runs.run("minilm-l6", LABELS, 2, 1);
    BackboneRun second = Runs.run("bge-small", LABELS, 3, 2);
    String text = new ComparisonReport(List.of(first, second), "Both alike.").toMarkdown();

    Evaluation best = first.run().evaluation();
    assertThat(text)
        .startsWith("# Backbones compared\n\nBoth alike.\n\n| Backbone | Best epoch |")
        .contains(
            String.format(
                Locale.ROOT,
                "| minilm-l6 | 2 of 2 | 0.360 | 0.385 | %.3f | %.3f | %.3f | 25 | 25.6 |",
                best.micro().f1(),
                best.macro().f1(),
                best.subsetAccuracy()))
        .contains("\n| bge-small | 3 | ")
        .contains(
            String.format(
                Locale.ROOT,
                "| B | 40 | %.3f | %.3f |",
                best.forLabel("B").f1(),
                second.run().evaluation().forLabel("B").f1()));
  }

  @Test
  void write_files_areWellFormedAndSelfContained() throws Exception {
    ComparisonReport report =
        new ComparisonReport(
            List.of(Runs.run("a", LABELS, 2, 1), Runs.run("b", LABELS, 2, 2)), "Alike.");
    report.write(directory);
    report.write(directory);

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "comparison.html",
              "comparison.md",
              "exact-match.svg",
              "f1-per-label.svg",
              "loss.svg",
              "macro-f1.svg",
              "micro-f1.svg",
              "overview.svg");
    }
    assertThat(directory.resolve("comparison.md")).hasContent(report.toMarkdown());
    String html = Files.readString(directory.resolve("comparison.html"));
    assertThat(html).contains("<svg").doesNotContain("src=", "href=", "<script", "<link");
    xml(html.replace("<!DOCTYPE html>", "").replace("<meta charset=\"utf-8\">", ""));
    // Training and validation of two runs; one line each of three metrics; keys of the legends.
    Document overview = xml(Files.readString(directory.resolve("overview.svg")));
    assertThat(elements(overview, "polyline")).hasSize((4 + 2 + 2 + 2) + (4 + 2 + 2 + 2));
    assertThat(elements(overview, "svg")).hasSize(6);
  }

  @Test
  void bars_heights_areTheFigures() throws Exception {
    BackboneRun run = Runs.run("a", LABELS, 1, 1);
    BackboneRun other = Runs.run("b", LABELS, 1, 2);
    Document chart =
        xml(new ComparisonCharts(List.of(run, other)).all().get("f1-per-label.svg").toString());
    List<Element> bars = elements(chart, "rect").stream().filter(r -> r.hasChildNodes()).toList();
    assertThat(bars).hasSize(6);
    for (int i = 0; i < bars.size(); i++) {
      BackboneRun of = i % 2 == 0 ? run : other;
      double f1 = of.run().evaluation().perLabel().get(i / 2).f1();
      assertThat(number(bars.get(i), "height")).isCloseTo(200 * f1, within());
      assertThat(bars.get(i).getTextContent())
          .isEqualTo(String.format(Locale.ROOT, "%s, %s: %.3f", of.name(), LABELS.get(i / 2), f1));
      assertThat(bars.get(i).getAttribute("fill")).isEqualTo(new SeriesStyle(i % 2).colour());
    }
  }

  /** Coordinates have one decimal. */
  private static Offset<Double> within() {
    return Offset.offset(0.11);
  }

  @Test
  void lines_values_lieBetweenTheTicks() throws Exception {
    LineChart chart =
        new LineChart(
            "t",
            "v",
            List.of(),
            List.of(
                new LineChart.Line("x", new SeriesStyle(0), false, List.of(0.2, 0.4, 0.3)),
                new LineChart.Line("y", new SeriesStyle(1), true, List.of(Double.NaN, 0.25))));
    Document document = xml(chart.draw(0).toString());
    List<Double> heights =
        Pattern.compile(",([0-9.]+)")
            .matcher(elements(document, "polyline").get(0).getAttribute("points"))
            .results()
            .map(point -> Double.valueOf(point.group(1)))
            .toList();
    assertThat(heights).hasSize(3);
    double lowest = heights.get(0);
    double highest = heights.get(1);
    double middle = heights.get(2);
    assertThat(lowest - highest).isCloseTo(200, within());
    assertThat(middle).isCloseTo((lowest + highest) / 2, within());
    assertThat(elements(document, "polyline").get(1).getAttribute("points")).doesNotContain(" ");
    assertThat(elements(document, "polyline").get(1).getAttribute("stroke-dasharray")).isNotEmpty();
  }

  @Test
  void write_extremes_nothingOutsideThePicture() throws Exception {
    List<String> many = IntStream.range(0, 60).mapToObj(i -> "A long heading no. " + i).toList();
    List<BackboneRun> runs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      runs.add(Runs.run("backbone with rather a long name, number " + i, many, 40, i));
    }
    for (Svg svg : new ComparisonCharts(runs).all().values()) {
      Document document = xml(svg.toString());
      for (Element rect : elements(document, "rect")) {
        assertThat(number(rect, "x") + number(rect, "width")).isLessThanOrEqualTo(svg.width());
        assertThat(number(rect, "height")).isNotNegative();
      }
      for (Element text : elements(document, "text")) {
        assertThat(number(text, "y")).isBetween(0.0, svg.height());
        assertThat(number(text, "x")).isBetween(0.0, svg.width());
      }
    }
  }

  @Test
  void write_hostileNames_staysWellFormed() throws Exception {
    String name = "<svg onload=\"x\">&|`\\ \u0000\uD83D\n]]>";
    List<String> labels = List.of("<b>", "a|b", "&");
    ComparisonReport report =
        new ComparisonReport(List.of(Runs.run(name, labels, 1, 1)), "<script>" + name);
    report.write(directory);
    for (String file : List.of("overview.svg", "f1-per-label.svg", "loss.svg")) {
      Document document = xml(Files.readString(directory.resolve(file)));
      assertThat(elements(document, "svg").get(0).hasAttribute("onload")).isFalse();
    }
    assertThat(Files.readString(directory.resolve("comparison.html"))).doesNotContain("<script");
    assertThat(report.toMarkdown()).doesNotContain("<").contains("| a\\|b | 40 |");
  }

  @Test
  void write_lossesThatAreNoNumbers_drawn() throws IOException {
    EpochResult epoch =
        new EpochResult(
            1, Double.NaN, Double.POSITIVE_INFINITY, Runs.evaluation(LABELS, 1, 9), Duration.ZERO);
    TrainingRun run = new TrainingRun(directory, List.of(epoch), 1);
    new ComparisonReport(List.of(new BackboneRun("a", run, 1)), "").write(directory);
    assertThat(Files.readString(directory.resolve("loss.svg"))).doesNotContain("NaN,", "Infinity");
  }

  @Test
  void report_runsThatCannotBeCompared_refused() {
    BackboneRun run = Runs.run("a", LABELS, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComparisonReport(List.of(), ""))
        .withMessage("there is no run to compare, expected at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComparisonReport(List.of(run, run), ""))
        .withMessage("two runs are called 'a'");
    BackboneRun other = Runs.run("b", List.of("A", "B"), 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComparisonReport(List.of(run, other), ""))
        .withMessage(
            "the runs must be validated on the same articles, expected 60 with labels [A, B, C],"
                + " was 60 with labels [A, B] of 'b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackboneRun(" ", run.run(), 1))
        .withMessage("a run needs a name and articles, was ' ', 1");
  }
}
