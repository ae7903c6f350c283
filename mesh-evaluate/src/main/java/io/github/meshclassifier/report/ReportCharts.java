package io.github.meshclassifier.report;

import io.github.meshclassifier.internal.chart.BarChart;
import io.github.meshclassifier.internal.chart.LineChart;
import io.github.meshclassifier.internal.chart.Plot;
import io.github.meshclassifier.internal.chart.RowChart;
import io.github.meshclassifier.internal.chart.ScatterChart;
import io.github.meshclassifier.internal.chart.SeriesStyle;
import io.github.meshclassifier.internal.chart.SquareChart;
import io.github.meshclassifier.internal.chart.Svg;
import io.github.meshclassifier.internal.chart.Svg.Point;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PrecisionRecallCurve;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.report.EvaluationReport.EpochFigures;
import io.github.meshclassifier.report.Measurements.MeasuredModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The charts of a report. */
final class ReportCharts {
  /** Labels in charts with a row each; more are in the tables alone. */
  static final int MOST_ROWS = 40;

  private static final int MOST_DOTS = 120;
  private static final int MOST_COUNT = 24;
  private static final SeriesStyle MODEL = new SeriesStyle(0);
  private static final SeriesStyle SECOND = new SeriesStyle(1);

  /** What is ignored has the last colour, which no baseline is likely to reach. */
  private static final SeriesStyle WITHOUT_CHECK_TAGS = new SeriesStyle(5);

  private final EvaluationReport report;
  private final ReportContext context;
  private final MeasuredModel model;

  ReportCharts(EvaluationReport report) {
    this.report = report;
    this.context = report.context();
    this.model = report.measurements().model();
  }

  private List<LabelEvaluation> labels() {
    return model.evaluation().perLabel();
  }

  private List<Integer> mostFrequent(int most) {
    long[] support = labels().stream().mapToLong(LabelEvaluation::support).toArray();
    return ChartFigures.mostFrequent(support, most);
  }

  private String note(int label) {
    return Figures.of(labels().get(label).support());
  }

  private String name(int label) {
    return context.labelName(labels().get(label).label());
  }

  /** F1 of each label with its interval, and that of each baseline. */
  Svg f1PerLabel() {
    List<Plot.Key> keys = new ArrayList<>();
    List<MeasuredModel> models = report.measurements().models();
    for (int i = 0; i < models.size(); i++) {
      Plot.Kind kind = i == 0 ? Plot.Kind.DOT : Plot.Kind.HOLLOW_DOT;
      keys.add(new Plot.Key(models.get(i).name(), new SeriesStyle(i), kind));
    }
    Optional<MeasuredModel> without = report.withoutCheckTags().map(Measurements::model);
    if (without.isPresent()) {
      String name = context.model() + ", without check tags";
      keys.add(new Plot.Key(name, WITHOUT_CHECK_TAGS, Plot.Kind.DOT));
    }
    List<RowChart.Row> rows = new ArrayList<>();
    for (int label : mostFrequent(MOST_ROWS)) {
      List<RowChart.Mark> marks = new ArrayList<>();
      ConfidenceInterval interval = model.f1PerLabel().get(label);
      marks.add(new RowChart.Span(MODEL.colour(), interval.low(), interval.high(), true));
      for (int i = 1; i < models.size(); i++) {
        marks.add(f1(models.get(i), label, new SeriesStyle(i), false, ""));
      }
      without
          .map(its -> f1(its, label, WITHOUT_CHECK_TAGS, true, ", no check tags"))
          .filter(dot -> dot.value() != interval.estimate())
          .ifPresent(marks::add);
      marks.add(f1(model, label, MODEL, true, " " + Figures.ends(interval)));
      rows.add(new RowChart.Row(name(label), note(label), marks));
    }
    return new RowChart("F1 per label", "F1", 1, keys, rows).draw();
  }

  private RowChart.Dot f1(
      MeasuredModel of, int label, SeriesStyle style, boolean filled, String remark) {
    double f1 = of.evaluation().perLabel().get(label).f1();
    String tip = of.name() + ", " + name(label) + ": " + Figures.of(f1) + remark;
    return new RowChart.Dot(style, f1, filled, tip);
  }

  private static RowChart.Dot share(SeriesStyle style, double value, String what) {
    return new RowChart.Dot(style, value, true, what + ": " + Figures.of(value));
  }

  /** Precision and recall of each label, and what lies between. */
  Svg precisionAndRecall() {
    List<RowChart.Row> rows = new ArrayList<>();
    for (int label : mostFrequent(MOST_ROWS)) {
      LabelEvaluation one = labels().get(label);
      rows.add(
          new RowChart.Row(
              name(label),
              note(label),
              List.of(
                  new RowChart.Span(Svg.FAINT, one.precision(), one.recall(), false),
                  share(MODEL, one.precision(), "precision, " + name(label)),
                  share(SECOND, one.recall(), "recall, " + name(label)))));
    }
    List<Plot.Key> keys =
        List.of(
            new Plot.Key("precision", MODEL, Plot.Kind.DOT),
            new Plot.Key("recall", SECOND, Plot.Kind.DOT));
    return new RowChart("Precision and recall per label", "Precision, recall", 1, keys, rows)
        .draw();
  }

  /** The labels with most errors, those first. */
  Svg errors() {
    SeriesStyle missed = MODEL;
    SeriesStyle wrong = new SeriesStyle(4);
    List<RowChart.Row> rows = new ArrayList<>();
    List<Integer> order =
        IntStream.range(0, labels().size())
            .boxed()
            .sorted(Comparator.comparingLong((Integer label) -> -errors(label)))
            .limit(MOST_ROWS)
            .toList();
    for (int label : order) {
      LabelEvaluation one = labels().get(label);
      rows.add(
          new RowChart.Row(
              name(label),
              Figures.of(errors(label)),
              List.of(
                  bar(missed, 0, one.falseNegatives(), "missed, " + name(label)),
                  bar(
                      wrong,
                      one.falseNegatives(),
                      errors(label),
                      "wrongly given, " + name(label)))));
    }
    List<Plot.Key> keys =
        List.of(
            new Plot.Key("missed (false negatives)", missed, Plot.Kind.BAR),
            new Plot.Key("wrongly given (false positives)", wrong, Plot.Kind.BAR));
    double most = Math.max(1, errors(order.get(0)));
    return new RowChart("Errors per label", "Articles", most, keys, rows).draw();
  }

  private static RowChart.Bar bar(SeriesStyle style, long from, long to, String what) {
    return new RowChart.Bar(style, from, to, what + ": " + (to - from));
  }

  private long errors(int label) {
    return labels().get(label).falsePositives() + labels().get(label).falseNegatives();
  }

  /** Whether there is a label to draw in {@link #supportAndF1}. */
  boolean hasSupport() {
    return model.evaluation().support() > 0;
  }

  /** F1 over the number of articles of each label. */
  Svg supportAndF1() {
    List<ScatterChart.Dot> dots = new ArrayList<>();
    for (int label : mostFrequent(MOST_DOTS)) {
      LabelEvaluation one = labels().get(label);
      if (one.support() > 0) {
        String tip = name(label) + ": " + one.support() + " articles, F1 " + Figures.of(one.f1());
        dots.add(new ScatterChart.Dot(one.label(), one.support(), one.f1(), tip));
      }
    }
    return new ScatterChart("Support and F1", "F1", "Articles that have the label", dots).draw();
  }

  /** Precision over recall of all labels together, of every model. */
  Svg microCurves() {
    List<Plot.Key> keys = new ArrayList<>();
    List<SquareChart.Curve> curves = new ArrayList<>();
    List<SquareChart.Dot> dots = new ArrayList<>();
    List<MeasuredModel> models = report.measurements().models();
    for (int i = models.size() - 1; i >= 0; i--) {
      SeriesStyle style = new SeriesStyle(i);
      curves.add(curve(style, i > 0, report.chartFigures().microCurves().get(i)));
      PrecisionRecallF1 micro = models.get(i).evaluation().micro();
      dots.add(dot(style, micro, models.get(i).name()));
      keys.add(0, new Plot.Key(models.get(i).name(), style, Plot.Kind.LINE));
    }
    return new SquareChart(
            "Precision and recall, all labels", "Precision", "Recall", keys, curves, dots)
        .draw();
  }

  /** Precision over recall of each of the most frequent labels. */
  Svg labelCurves() {
    List<Plot.Key> keys =
        List.of(new Plot.Key(context.model() + ", at the threshold", MODEL, Plot.Kind.LINE));
    List<SquareChart> charts = new ArrayList<>();
    report
        .chartFigures()
        .labelCurves()
        .forEach(
            (id, curve) ->
                charts.add(
                    new SquareChart(
                        context.labelName(id),
                        "precision",
                        "recall",
                        keys,
                        List.of(curve(MODEL, false, curve)),
                        List.of(dot(MODEL, model.evaluation().forLabel(id).metrics(), id)))));
    return SquareChart.drawSmall("Precision and recall per label", charts);
  }

  /** Between two points nothing is known but that the precision of the next one is reached. */
  private static SquareChart.Curve curve(
      SeriesStyle style, boolean dashed, PrecisionRecallCurve curve) {
    List<Point> steps = new ArrayList<>();
    double recall = 0;
    for (PrecisionRecallCurve.Point point : curve.points()) {
      steps.add(new Point(recall, point.precision()));
      steps.add(new Point(point.recall(), point.precision()));
      recall = point.recall();
    }
    return new SquareChart.Curve(style, dashed, steps);
  }

  private static SquareChart.Dot dot(SeriesStyle style, PrecisionRecallF1 at, String name) {
    String tip =
        name + ": precision " + Figures.of(at.precision()) + ", recall " + Figures.of(at.recall());
    return new SquareChart.Dot(style, new Point(at.recall(), at.precision()), true, tip);
  }

  /** How many labels articles have and are given. */
  Svg labelsPerArticle() {
    List<Integer> expected = report.chartFigures().expectedCounts();
    List<Integer> predicted = report.chartFigures().predictedCounts();
    int last = Math.max(last(expected), last(predicted));
    int shown = Math.min(last, MOST_COUNT);
    List<BarChart.Group> groups = new ArrayList<>();
    for (int count = 0; count <= shown; count++) {
      groups.add(new BarChart.Group(count + (count == shown && shown < last ? "+" : ""), ""));
    }
    List<Double> expectedShares = shares(expected, shown);
    List<Double> predictedShares = shares(predicted, shown);
    List<BarChart.Series> series =
        List.of(
            new BarChart.Series("expected", SECOND, expectedShares),
            new BarChart.Series("predicted", MODEL, predictedShares));
    double most = Math.max(Collections.max(expectedShares), Collections.max(predictedShares));
    return new BarChart(
            "Labels per article", "Part of articles", "Number of labels", groups, series)
        .draw(most);
  }

  private static int last(List<Integer> counts) {
    return IntStream.range(0, counts.size()).filter(i -> counts.get(i) > 0).max().orElse(0);
  }

  private List<Double> shares(List<Integer> counts, int shown) {
    double articles = model.evaluation().articleCount();
    List<Double> shares = new ArrayList<>();
    for (int count = 0; count <= shown; count++) {
      int from = count;
      int to = count == shown ? counts.size() : count + 1;
      shares.add(counts.subList(from, to).stream().mapToInt(i -> i).sum() / articles);
    }
    return shares;
  }

  Svg loss() {
    return epochs(
        "Loss per epoch",
        "Loss",
        List.of("training", "validation"),
        List.of(EpochFigures::trainingLoss, EpochFigures::validationLoss));
  }

  Svg f1PerEpoch() {
    return epochs(
        "F1 per epoch, validation",
        "F1, exact match",
        List.of("micro-F1", "macro-F1", "exact match"),
        List.of(EpochFigures::microF1, EpochFigures::macroF1, EpochFigures::exactMatch));
  }

  private Svg epochs(
      String title, String axis, List<String> names, List<ToDoubleFunction<EpochFigures>> values) {
    List<Plot.Key> keys = new ArrayList<>();
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ToDoubleFunction<EpochFigures> value = values.get(i);
      SeriesStyle style = new SeriesStyle(i);
      keys.add(new Plot.Key(names.get(i), style, Plot.Kind.LINE));
      List<Point> points =
          context.history().stream()
              .map(epoch -> new Point(epoch.epoch(), value.applyAsDouble(epoch)))
              .toList();
      lines.add(new LineChart.Line(names.get(i), style, false, points));
    }
    return new LineChart(title, axis, "Epoch", keys, lines).draw(1);
  }
}
