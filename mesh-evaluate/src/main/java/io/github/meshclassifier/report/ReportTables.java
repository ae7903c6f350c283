package io.github.meshclassifier.report;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.internal.page.Column;
import io.github.meshclassifier.internal.page.Table;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.report.Measurements.MeasuredModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of a report. */
final class ReportTables {
  static final String ALL_LABELS = "All labels";
  static final String WITHOUT_CHECK_TAGS = "Without check tags";

  private final ReportContext context;
  private final Measurements measurements;

  /**
   * The measurements by the heading that their columns share; without heading if there is only one.
   */
  private final Map<String, Measurements> views = new LinkedHashMap<>();

  ReportTables(EvaluationReport report) {
    this.context = report.context();
    this.measurements = report.measurements();
    if (report.withoutCheckTags().isPresent()) {
      views.put(ALL_LABELS, measurements);
      views.put(WITHOUT_CHECK_TAGS, report.withoutCheckTags().orElseThrow());
    } else {
      views.put("", measurements);
    }
  }

  /** Every metric of every model. */
  Table figures() {
    return figures(views);
  }

  /** Every metric of every model for each view of the labels, by the view's name. */
  Map<String, Table> figuresByView() {
    Map<String, Table> tables = new LinkedHashMap<>();
    views.forEach((view, ofView) -> tables.put(view, figures(Map.of("", ofView))));
    return tables;
  }

  private static Table figures(Map<String, Measurements> views) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("Metric")));
    views.forEach(
        (view, ofView) ->
            ofView.models().forEach(m -> columns.add(Column.figure(m.name()).below(view))));
    List<List<String>> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      String direction = metric.higherIsBetter() ? "" : " (lower is better)";
      List<String> row = new ArrayList<>(List.of(metric.title() + direction));
      for (Measurements ofView : views.values()) {
        ofView.models().forEach(model -> row.add(Figures.of(model.interval(metric))));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  Table averages() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("Average")));
    List<List<String>> rows = new ArrayList<>();
    for (Average average : Average.of(measurements.model())) {
      rows.add(new ArrayList<>(List.of(average.name())));
    }
    views.forEach(
        (view, ofView) -> {
          columns.addAll(
              figuresBelow(view, "Precision", "Recall", "F1", "AUROC", "Average precision"));
          List<Average> averages = Average.of(ofView.model());
          for (int i = 0; i < averages.size(); i++) {
            PrecisionRecallF1 metrics = averages.get(i).metrics();
            rows.get(i).add(Figures.of(metrics.precision()));
            rows.get(i).add(Figures.of(metrics.recall()));
            rows.get(i).add(Figures.of(metrics.f1()));
            rows.get(i).add(Figures.of(averages.get(i).auroc()));
            rows.get(i).add(Figures.of(averages.get(i).averagePrecision()));
          }
        });
    return new Table(columns, rows);
  }

  /** The model less each baseline. */
  Table comparisons() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("Baseline"), Column.text("Metric")));
    views.keySet().forEach(view -> columns.addAll(figuresBelow(view, "Difference", "p")));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < measurements.comparisons().size(); i++) {
      for (Metric metric : EvaluationReport.COMPARED_METRICS) {
        List<String> row = new ArrayList<>();
        row.add(measurements.comparisons().get(i).baseline());
        row.add(metric.title());
        for (Measurements view : views.values()) {
          PairedComparison.MetricDifference difference =
              view.comparisons().get(i).difference(metric);
          row.add(Figures.difference(difference.difference()));
          row.add(Figures.pValue(difference.randomizationPValue()));
        }
        rows.add(row);
      }
    }
    return new Table(columns, rows);
  }

  /** All figures of each label. */
  Table labels() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("Label")));
    views.keySet().forEach(view -> columns.addAll(labelColumns(view)));
    for (MeasuredModel baseline : measurements.baselines()) {
      columns.add(Column.figure(baseline.name()).below("F1 of baselines"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < evaluation().labels().size(); label++) {
      List<String> row = new ArrayList<>();
      row.add(context.labelName(evaluation().labels().get(label)));
      for (Map.Entry<String, Measurements> view : views.entrySet()) {
        boolean brief = view.getKey().equals(WITHOUT_CHECK_TAGS);
        labelCells(row, view.getValue().model(), label, brief);
      }
      for (MeasuredModel baseline : measurements.baselines()) {
        row.add(Figures.of(baseline.evaluation().perLabel().get(label).f1()));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  private static List<Column> labelColumns(String view) {
    List<Column> columns =
        new ArrayList<>(figuresBelow(view, "Support", "Precision", "Recall", "F1"));
    if (!view.equals(WITHOUT_CHECK_TAGS)) {
      columns.addAll(figuresBelow(view, "AUROC", "Average precision", "Missed"));
      columns.addAll(figuresBelow(view, "Wrongly given", "Threshold"));
    }
    return columns;
  }

  private static List<Column> figuresBelow(String view, String... titles) {
    return Stream.of(titles).map(title -> Column.figure(title).below(view)).toList();
  }

  private static void labelCells(List<String> row, MeasuredModel model, int label, boolean brief) {
    LabelEvaluation counts = model.evaluation().perLabel().get(label);
    row.add(Long.toString(counts.support()));
    row.add(Figures.of(counts.precision()));
    row.add(Figures.of(counts.recall()));
    if (brief) {
      row.add(Figures.of(counts.f1()));
    } else {
      RankingEvaluation.LabelRanking ranking = model.ranking().perLabel().get(label);
      row.add(Figures.of(model.f1PerLabel().get(label)));
      row.add(Figures.of(ranking.auroc()));
      row.add(Figures.of(ranking.averagePrecision()));
      row.add(Long.toString(counts.falseNegatives()));
      row.add(Long.toString(counts.falsePositives()));
      row.add(Figures.of(model.evaluation().thresholds().get(label)));
    }
  }

  /** The figures of each label that the text report has in addition to scikit-learn's table. */
  Table labelIntervals() {
    List<List<String>> rows = new ArrayList<>();
    MeasuredModel model = measurements.model();
    for (int label = 0; label < evaluation().labels().size(); label++) {
      RankingEvaluation.LabelRanking ranking = model.ranking().perLabel().get(label);
      rows.add(
          List.of(
              ranking.label(),
              Figures.of(model.f1PerLabel().get(label)),
              Figures.of(ranking.auroc()),
              Figures.of(ranking.averagePrecision()),
              Figures.of(evaluation().thresholds().get(label))));
    }
    return new Table(
        Column.textAndFigures("Label", "F1", "AUROC", "Average precision", "Threshold"), rows);
  }

  private Evaluation evaluation() {
    return measurements.model().evaluation();
  }

  /** The calibration errors of the scores. */
  Table reliability(Reliability reliability) {
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < reliability.perLabel().size(); label++) {
      String name = context.labelName(evaluation().labels().get(label));
      rows.add(reliabilityRow(name, reliability.perLabel().get(label)));
    }
    return new Table(
        Column.textAndFigures(
            "Label",
            "Scores",
            "Expected calibration error",
            "Maximum calibration error",
            "Brier score"),
        rows,
        List.of(reliabilityRow("all labels together", reliability.pooled())));
  }

  private static List<String> reliabilityRow(String name, Reliability.Curve curve) {
    return List.of(
        name,
        Long.toString(curve.count()),
        Figures.of(curve.expectedCalibrationError()),
        Figures.of(curve.maximumCalibrationError()),
        Figures.of(curve.brierScore()));
  }

  /** What each profile of thresholds gains, by cross-validation. */
  Table tuning(ThresholdTuning tuning) {
    ThresholdTuning.Estimate half = tuning.outcome(ThresholdProfile.HALF).expected();
    List<List<String>> rows = new ArrayList<>();
    for (ThresholdTuning.Outcome outcome : tuning.outcomes()) {
      ThresholdTuning.Estimate expected = outcome.expected();
      rows.add(
          List.of(
              outcome.profile().title(),
              gain(expected.microF1(), half.microF1()),
              gain(expected.macroF1(), half.macroF1()),
              gain(expected.exactMatch(), half.exactMatch())));
    }
    return new Table(
        Column.textAndFigures("Thresholds for", "Micro-F1", "Macro-F1", "Exact match"), rows);
  }

  private static String gain(double value, double half) {
    return Figures.of(value) + (value == half ? "" : " (" + Figures.signed(value - half) + ")");
  }

  Table epochs() {
    List<List<String>> rows = new ArrayList<>();
    for (EvaluationReport.EpochFigures epoch : context.history()) {
      rows.add(
          List.of(
              Integer.toString(epoch.epoch()),
              Figures.of(epoch.trainingLoss()),
              Figures.of(epoch.validationLoss()),
              Figures.of(epoch.microF1()),
              Figures.of(epoch.macroF1()),
              Figures.of(epoch.exactMatch())));
    }
    return new Table(
        Column.textAndFigures(
            "Epoch", "Training loss", "Validation loss", "Micro-F1", "Macro-F1", "Exact match"),
        rows);
  }
}
