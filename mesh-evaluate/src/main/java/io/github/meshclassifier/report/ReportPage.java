package io.github.meshclassifier.report;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.page.Page;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.Resampling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The content of a report, from top to bottom. */
final class ReportPage {
  private static final String EPOCHS =
      "Figures of an epoch are of the validation articles, before calibration and at 0.5.";

  private final EvaluationReport report;
  private final ReportContext context;
  private final Evaluation evaluation;
  private final ReportTables tables;

  ReportPage(EvaluationReport report) {
    this.report = report;
    this.context = report.context();
    this.evaluation = report.evaluation();
    this.tables = new ReportTables(report);
  }

  /** For a terminal. */
  Page text() {
    Page page = new Page(context.title()).facts(facts());
    page.section("Decisions").preformatted(evaluation.toTable());
    report
        .withoutCheckTags()
        .ifPresent(
            without ->
                page.section("Decisions without check tags")
                    .preformatted(without.model().evaluation().toTable()));
    tables
        .figuresByView()
        .forEach(
            (view, table) ->
                page.section(
                        view.equals(ReportTables.WITHOUT_CHECK_TAGS)
                            ? "Figures without check tags"
                            : "Figures")
                    .table(table));
    page.paragraph(intervalNote());
    comparisons(page);
    page.section("Labels").table(tables.labelIntervals());
    context
        .reliability()
        .ifPresent(r -> page.section("Probabilities").table(tables.reliability(r)));
    tuning(page);
    if (!context.history().isEmpty()) {
      page.section("Training").paragraph(EPOCHS).table(tables.epochs());
    }
    return page;
  }

  /** For Markdown and HTML. */
  Page full() {
    ReportCharts charts = new ReportCharts(report);
    Page page = new Page(context.title()).facts(facts());
    page.section("Figures").paragraph(intervalNote()).table(tables.figures());
    page.section("Averages").table(tables.averages());
    comparisons(page);
    labels(page, charts);
    thresholds(page, charts);
    tuning(page);
    context.reliability().ifPresent(reliability -> reliability(page, reliability));
    if (!context.history().isEmpty()) {
      page.section("Training")
          .paragraph(EPOCHS)
          .picture(
              "loss.svg",
              charts.loss(),
              "Validation loss that rises while training loss falls: the model overfits the"
                  + " training articles.")
          .picture(
              "f1-per-epoch.svg",
              charts.f1PerEpoch(),
              "If lines still rise in the last epoch, more epochs may help.")
          .table(tables.epochs());
    }
    return page;
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Model", context.model());
    context.data().ifPresent(data -> facts.put("Data", data));
    facts.put(
        "Articles",
        Figures.of(evaluation.articleCount())
            + " with "
            + Figures.of(evaluation.support())
            + " labels, of "
            + evaluation.labels().size());
    context.meshYear().ifPresent(year -> facts.put("MeSH", Integer.toString(year)));
    String values =
        evaluation.thresholds().isUniform()
            ? evaluation.thresholds().toString()
            : "one for each label";
    String goal =
        context
            .thresholdProfile()
            .flatMap(ThresholdProfile::goal)
            .map(metric -> ", tuned for " + metric.title())
            .orElse("");
    facts.put("Thresholds", values + goal);
    return facts;
  }

  private String intervalNote() {
    Resampling resampling = context.resampling();
    return "In brackets the "
        + context.level()
        + " interval of the bootstrap over articles ("
        + Figures.of(resampling.resamples())
        + " resamples, seed "
        + resampling.seed()
        + "): how far the choice of the articles may have moved a figure."
        + (hasIntervalBeside()
            ? " Where an interval does not hold its figure, resamples lack labels that few articles"
                + " have, and neither number is reliable."
            : "");
  }

  private boolean hasIntervalBeside() {
    Measurements all = report.measurements();
    Measurements without = report.withoutCheckTags().orElse(all);
    return Stream.of(all, without)
        .flatMap(view -> view.models().stream())
        .flatMap(model -> model.intervals().values().stream())
        .anyMatch(interval -> interval.isDefined() && !interval.contains(interval.estimate()));
  }

  private void comparisons(Page page) {
    Measurements measurements = report.measurements();
    if (measurements.comparisons().isEmpty()) {
      return;
    }
    Map<String, String> exact = new LinkedHashMap<>();
    for (Measurements.BaselineComparison comparison : measurements.comparisons()) {
      PairedComparison.McNemarTest test = comparison.exactMatches();
      exact.put(
          "Exact matches, " + comparison.baseline(),
          Figures.of(test.firstOnly())
              + " articles that the model alone has wholly right, "
              + Figures.of(test.secondOnly())
              + " that the baseline alone has; McNemar's exact test: p\u00a0"
              + (Figures.pValue(test.pValue()).startsWith("<") ? "" : "=\u00a0")
              + Figures.pValue(test.pValue()).replace(' ', '\u00a0'));
    }
    page.section("Beside baselines")
        .paragraph(
            "The model less the baseline on the same articles, with the "
                + context.level()
                + " interval of the paired bootstrap, and p of the randomization test: how often"
                + " chance alone makes as large a difference. An interval without 0 is a difference"
                + " that other articles would show too; of many p-values some are small by chance.")
        .table(tables.comparisons())
        .facts(exact);
  }

  private void labels(Page page, ReportCharts charts) {
    page.section("Labels").sortableTable(tables.labels());
    String shown = mostFrequent(ReportCharts.MOST_ROWS);
    page.picture(
        "f1-per-label.svg",
        charts.f1PerLabel(),
        "F1 of each label"
            + shown
            + " and, as a line, its "
            + context.level()
            + " interval; the number is its support. A long line means too few test articles to"
            + " tell; where a hollow marker lies on the line, the model is not clearly better.");
    page.picture(
        "errors-per-label.svg",
        charts.errors(),
        "Errors of each label, the most first"
            + (evaluation.labels().size() > ReportCharts.MOST_ROWS
                ? " (" + ReportCharts.MOST_ROWS + " of " + evaluation.labels().size() + " labels)"
                : "")
            + ": read these articles before you change the model.");
    page.picture(
        "precision-recall.svg",
        charts.microCurves(),
        "Precision that is left at each recall as one threshold for all labels falls; the markers"
            + " are where the thresholds decide. The curve of a better model lies above.");
    if (charts.hasSupport()) {
      page.picture(
          "support-and-f1.svg",
          charts.supportAndF1(),
          "Labels at the lower left have few articles, and more may help; those at the lower right"
              + " are hard although there are many.");
    }
  }

  private void thresholds(Page page, ReportCharts charts) {
    page.section("Thresholds")
        .picture(
            "precision-and-recall.svg",
            charts.precisionAndRecall(),
            "Precision and recall of each label"
                + mostFrequent(ReportCharts.MOST_ROWS)
                + ": recall on the left of precision means that the label is missed and a lower"
                + " threshold finds more; on the right, that it is given too often.")
        .picture(
            "precision-recall-per-label.svg",
            charts.labelCurves(),
            "Precision over recall of each label"
                + mostFrequent(ChartFigures.MOST_LABEL_CURVES)
                + ", with a marker at its threshold: another threshold moves the marker along the"
                + " curve, and only a better model moves the curve.")
        .picture(
            "labels-per-article.svg",
            charts.labelsPerArticle(),
            "How many labels articles have, and how many the model gives them: if it gives fewer,"
                + " lower thresholds find what it misses.");
  }

  private String mostFrequent(int most) {
    int labels = evaluation.labels().size();
    return labels > most ? ", the " + most + " most frequent of " + labels : "";
  }

  private void tuning(Page page) {
    context
        .thresholdTuning()
        .ifPresent(
            tuning ->
                page.section("Threshold profiles")
                    .paragraph(
                        "What thresholds tuned for each goal are expected to reach on other"
                            + " articles, estimated by cross-validation on the validation articles,"
                            + " and the difference from 0.5 for every label.")
                    .table(tables.tuning(tuning)));
  }

  private void reliability(Page page, Reliability reliability) {
    page.section("Probabilities")
        .picture(
            "reliability.svg",
            reliability.toSvg(),
            "How many of the labels with a score near a value are expected: markers above the"
                + " diagonal mean that the scores are too low there, below it that they are too"
                + " high.")
        .table(tables.reliability(reliability));
  }
}
