package io.github.meshclassifier.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.train.ToldEvents;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RunComparisonTest {
  @TempDir private Path runs;

  private void track(String name, TrainingEvent.Started started, int... wrong) throws IOException {
    try (RunTracker tracker = RunTracker.in(runs, name, new Events.TestClock())) {
      Events.run(tracker, started, wrong);
    }
  }

  private void three() throws IOException {
    track("slow", Events.started("learning_rate", "1.0E-5", "seed", "7"), 4, 3);
    track("best", Events.started("learning_rate", "3.0E-5", "seed", "7"), 4, 1, 2);
    track("focal", Events.started("seed", "7", "loss", "FOCAL"), 2);
  }

  private RunComparison comparison() throws IOException {
    return RunComparison.ofDirectory(runs);
  }

  private static Document xml(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", false);
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
  }

  private static List<String> texts(NodeList nodes) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void ofDirectory_threeRuns_bestFirst() throws IOException {
    three();
    RunComparison comparison = comparison();
    assertThat(comparison.metric()).isEqualTo(Metric.MICRO_F1);
    assertThat(comparison.runs())
        .extracting(TrackedRun::name)
        .containsExactly("best", "focal", "slow");
    assertThat(comparison.sortedBy(Metric.HAMMING_LOSS).runs())
        .as("lower is better")
        .extracting(TrackedRun::name)
        .containsExactly("best", "focal", "slow");
    assertThat(comparison.problems()).isEmpty();
    assertThat(comparison.isValidatedAlike()).isTrue();
  }

  @Test
  void settings_threeRuns_differingAndCommon() throws IOException {
    three();
    assertThat(comparison().differingSettings()).containsExactly("learning_rate", "loss");
    assertThat(comparison().commonSettings())
        .hasToString(
            "{base_model=tiny/bert, schedule=LINEAR, seed=7, training_articles=40,"
                + " validation_articles=10}");
  }

  @Test
  void toMarkdown_threeRuns_tableOfResultsAndSettings() throws IOException {
    three();
    String markdown = comparison().toMarkdown();
    assertThat(markdown)
        .startsWith("# Runs compared\n\n3 runs, the best Micro-F1 first.\n\n")
        .contains("models as they were saved")
        .contains("their default threshold profile (half)")
        .contains("from before calibration, decided at 0.5");
    // 19 of 20 labels found: micro-F1 38/39; A 18/19, C 1: macro-F1 0.974.
    assertThat(markdown)
        .contains(
            "| best | 0.974 | 0.974 | 0.900 | 0.500 | 3.0E-5 | – | completed | 3 | 12 | 40.0 | 2 |")
        .contains("| focal | 0.947 | 0.944 | 0.800 | 1.000 | 3.0E-5 | FOCAL | completed | 1 | 4 |")
        .contains("Hamming loss, saved model")
        .doesNotContain("AUROC")
        .contains("![")
        .contains("(loss.svg)")
        .contains("(training-loss.svg)")
        .contains("| A | 0.947 | 0.889 | 0.824 |\n")
        .contains("- seed: 7\n")
        .doesNotContain("Left out");
  }

  /** Calibration makes other decisions of the epoch that is best before it. */
  @Test
  void toMarkdown_savedModelUnlikeItsEpoch_tableOfTheSavedModel() throws IOException {
    try (RunTracker tracker = RunTracker.in(runs, "calibrated", new Events.TestClock())) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.8));
      tracker.accept(Events.epoch(1, 2));
      tracker.accept(Events.modelSaved(1, 1));
    }
    track("plain", Events.started(), 2);
    assertThat(comparison().runs())
        .extracting(TrackedRun::name)
        .containsExactly("calibrated", "plain");
    assertThat(comparison().toMarkdown())
        .contains("| calibrated | 0.974 | 0.974 | 0.900 | 1.000 |")
        .contains("| A | 0.947 | 0.889 |\n");
  }

  @Test
  void toMarkdown_modelThatLearnedNothing_saysSo() throws IOException {
    ScoredArticles.Builder constant = ScoredArticles.builder(List.of("A", "C"));
    for (int i = 0; i < 10; i++) {
      constant.add(new boolean[] {i % 2 == 0, true}, new float[] {0.5f, 0.75f});
    }
    SavedModel model =
        SavedModel.of(
            DecisionRule.half(2),
            LabelCoupling.identity(2),
            Calibration.identity(2),
            constant.build());
    try (RunTracker tracker = RunTracker.in(runs, "idle", new Events.TestClock())) {
      tracker.accept(Events.started());
      tracker.accept(Events.epoch(1, 2));
      tracker.accept(ToldEvents.modelSaved(1, Path.of("model"), model));
      tracker.accept(Events.finished(2));
    }
    assertThat(comparison().toMarkdown()).contains("| completed, learned nothing |");
  }

  @Test
  void toHtml_threeRuns_oneSortablePageWithoutNetwork() throws Exception {
    three();
    String html = comparison().toHtml();
    Document page = xml(html);
    Element table = (Element) page.getElementsByTagName("table").item(0);
    assertThat(table.getAttribute("class")).isEqualTo("sortable");
    assertThat(texts(table.getElementsByTagName("button")))
        .contains("Run", "Micro-F1", "Epochs", "Articles/s", "learning_rate", "loss");
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(6);
    assertThat(html).contains("default-src 'none'").doesNotContain(" src=").doesNotContain("href=");
  }

  @Test
  void write_directory_pageMarkdownAndCharts() throws IOException {
    three();
    Path output = runs.resolve("comparison");
    comparison().write(output);
    comparison().write(output);
    try (var files = Files.list(output)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "comparison.html",
              "comparison.md",
              "loss.svg",
              "micro-f1.svg",
              "macro-f1.svg",
              "exact-match.svg",
              "training-loss.svg",
              "f1-per-label.svg");
    }
    assertThat(output.resolve("comparison.md")).hasContent(comparison().toMarkdown());
  }

  @Test
  void toHtml_hostileNames_shownAsTheyAre() throws Exception {
    String name = "<script>alert(1)</script>&\"'";
    Path file = Files.createDirectories(runs.resolve("x")).resolve("events.jsonl");
    track("plain", Events.started("note", "</td><img onerror=x>"), 3);
    String lines = Files.readString(runs.resolve("plain").resolve("events.jsonl"));
    Files.writeString(
        file,
        lines.replace(
            "\"run\":\"plain\"",
            "\"run\":\"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e&\\\"'\""));
    assertThat(TrackedRun.read(runs.resolve("x")).name()).isEqualTo(name);
    Document page = xml(comparison().toHtml());
    assertThat(page.getElementsByTagName("script").getLength()).as("the page's own").isOne();
    assertThat(page.getElementsByTagName("img").getLength()).isZero();
    assertThat(texts(page.getElementsByTagName("td"))).contains(name, "plain");
    assertThat(texts(page.getElementsByTagName("dd"))).contains("</td><img onerror=x>");
    assertThat(comparison().toMarkdown()).doesNotContain("<script").doesNotContain("<img");
  }

  @Test
  void toHtml_unfinishedAndBrokenRuns_atTheEndAndTold() throws Exception {
    three();
    RunTracker.in(runs, "just begun").close();
    try (RunTracker tracker = RunTracker.in(runs, "diverged")) {
      tracker.accept(Events.started("seed", "7"));
      tracker.accept(Events.step(1, Double.NaN));
      tracker.accept(ToldEvents.stopped(StopReason.DIVERGED, 1, 1, "loss is NaN"));
    }
    Files.writeString(
        Files.createDirectory(runs.resolve("other")).resolve("events.jsonl"), "not ours\n");
    Files.writeString(
        runs.resolve("slow").resolve("events.jsonl"), "half a li", StandardOpenOption.APPEND);

    RunComparison comparison = comparison();
    assertThat(comparison.runs())
        .extracting(TrackedRun::name)
        .containsExactly("best", "focal", "slow", "diverged", "just begun");
    assertThat(comparison.problems()).hasSize(1);
    assertThat(comparison.differingSettings()).containsExactly("learning_rate", "loss");
    String markdown = comparison.toMarkdown();
    assertThat(markdown)
        .contains("| diverged | – | – | – | – | 3.0E-5 | – | diverged | 0 | 0 | 40.0 | – |")
        .contains("| just begun | – | – | – | – | – | – | unfinished | 0 | 0 | – |")
        .contains("## Left out\n\n- slow: line ")
        .contains("is not the events of a run");
    xml(comparison.toHtml());
  }

  @Test
  void toHtml_onlyRunsWithoutAStep_saysSo() throws Exception {
    RunTracker.in(runs, "just begun").close();
    assertThat(comparison().toMarkdown()).contains("No run has done a step.");
    xml(comparison().toHtml());
  }

  @Test
  void toHtml_otherValidationArticles_warned() throws IOException {
    three();
    TrainingEvent.Started same = Events.started();
    track(
        "other articles",
        ToldEvents.started(
            same.baseModel(),
            same.labels(),
            new TreeMap<>(same.settings()),
            same.training(),
            ToldEvents.articles(10, 1, "cc"),
            same.epochs(),
            same.totalSteps()),
        2);
    assertThat(comparison().isValidatedAlike()).isFalse();
    assertThat(comparison().toMarkdown())
        .contains("Not all of them were validated on the same articles");
  }

  @Test
  void toHtml_twoHundredRuns_dozenDrawnAllListed() throws Exception {
    track("run", Events.started(), 4, 3);
    String lines = Files.readString(runs.resolve("run").resolve("events.jsonl"));
    for (int i = 1; i < 200; i++) {
      Files.writeString(
          Files.createDirectories(runs.resolve("deep/run-" + i)).resolve("events.jsonl"), lines);
    }
    RunComparison comparison = comparison();
    assertThat(comparison.runs()).hasSize(200);
    String html = comparison.toHtml();
    Document page = xml(html);
    assertThat(
            ((Element) page.getElementsByTagName("tbody").item(0))
                .getElementsByTagName("tr")
                .getLength())
        .isEqualTo(200);
    assertThat(html).contains("200 runs, the best Micro-F1 first; the charts show the first 12.");
    assertThat(html).as("equal names are told apart").contains("run (200)");
    assertThat(html.length()).isLessThan(500_000);
  }

  @Test
  void of_noRun_refused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunComparison.of(List.of()))
        .withMessage("there is no run to compare, expected at least one");
    assertThatIOException()
        .isThrownBy(this::comparison)
        .withMessageStartingWith(runs + ": there is no run below it, expected directories with");
    assertThatIOException().isThrownBy(() -> RunComparison.ofDirectory(runs.resolve("absent")));
  }
}
