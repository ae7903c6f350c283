package io.github.meshclassifier.examples.comparison;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.train.EpochResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The charts of some runs, each with its legend, and all of them on one picture. */
final class ComparisonCharts {
  private static final double GAP = 12;

  private final List<BackboneRun> runs;

  ComparisonCharts(List<BackboneRun> runs) {
    this.runs = runs;
  }

  /** Returns the charts by the names of their files. */
  Map<String, Svg> all() {
    Map<String, Svg> charts = new LinkedHashMap<>();
    List<LineChart> lines = List.of(loss(), microF1(), macroF1(), exactMatch());
    Svg bars = labels().draw();
    charts.put("overview.svg", overview(lines, bars));
    charts.put("loss.svg", lines.get(0).draw(0));
    charts.put("micro-f1.svg", lines.get(1).draw(0));
    charts.put("macro-f1.svg", lines.get(2).draw(0));
    charts.put("exact-match.svg", lines.get(3).draw(0));
    charts.put("f1-per-label.svg", bars);
    return charts;
  }

  /** Two line charts in a row, and the bars below. */
  private Svg overview(List<LineChart> lines, Svg bars) {
    List<Svg> drawn = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      drawn.add(lines.get(i).draw(lines.get(i ^ 1).legendRows()));
    }
    double column = drawn.get(0).width() + GAP;
    double second = drawn.get(0).height() + GAP;
    double third = second + drawn.get(2).height() + GAP;
    Svg overview =
        new Svg(
            Math.max(column + drawn.get(1).width(), bars.width()),
            third + bars.height(),
            "Loss, F1, exact match and F1 per label of "
                + String.join(", ", runs.stream().map(BackboneRun::name).toList()));
    overview.picture(0, 0, drawn.get(0));
    overview.picture(column, 0, drawn.get(1));
    overview.picture(0, second, drawn.get(2));
    overview.picture(column, second, drawn.get(3));
    overview.picture(0, third, bars);
    return overview;
  }

  private LineChart loss() {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = runs.get(i).name();
      lines.add(line(i, name + ", training", true, EpochResult::trainingLoss));
      lines.add(line(i, name + ", validation", false, EpochResult::validationLoss));
    }
    List<Plot.Key> keys = new ArrayList<>(keys());
    keys.add(new Plot.Key("validation", new SeriesStyle(0), Plot.Kind.SOLID));
    keys.add(new Plot.Key("training", new SeriesStyle(0), Plot.Kind.DASHED));
    return new LineChart("Loss", "Binary cross-entropy", keys, lines);
  }

  private List<Plot.Key> keys() {
    List<Plot.Key> keys = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      keys.add(new Plot.Key(runs.get(i).name(), new SeriesStyle(i), Plot.Kind.LINE));
    }
    return keys;
  }

  private LineChart microF1() {
    return metric("Micro-F1, validation", "F1", evaluation -> evaluation.micro().f1());
  }

  private LineChart macroF1() {
    return metric("Macro-F1, validation", "F1", evaluation -> evaluation.macro().f1());
  }

  private LineChart exactMatch() {
    return metric("Exact match, validation", "Part of articles", Evaluation::subsetAccuracy);
  }

  private LineChart metric(String title, String axis, ToDoubleFunction<Evaluation> metric) {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      lines.add(
          line(i, runs.get(i).name(), false, epoch -> metric.applyAsDouble(epoch.evaluation())));
    }
    return new LineChart(title, axis, keys(), lines);
  }

  private LineChart.Line line(
      int index, String name, boolean dashed, ToDoubleFunction<EpochResult> value) {
    List<Double> values =
        runs.get(index).run().history().stream().mapToDouble(value).boxed().toList();
    return new LineChart.Line(name, new SeriesStyle(index), dashed, values);
  }

  private BarChart labels() {
    List<BarChart.Group> groups =
        runs.get(0).run().evaluation().perLabel().stream()
            .map(label -> new BarChart.Group(label.label(), Long.toString(label.support())))
            .toList();
    List<BarChart.Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      BackboneRun run = runs.get(i);
      List<Double> values =
          run.run().evaluation().perLabel().stream().map(LabelEvaluation::f1).toList();
      series.add(new BarChart.Series(run.name(), new SeriesStyle(i), values));
    }
    return new BarChart(
        "F1 per label, best epoch",
        "F1",
        "Label and number of validation articles that carry it",
        groups,
        series);
  }
}
