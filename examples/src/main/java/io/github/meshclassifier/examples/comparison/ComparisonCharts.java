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
    charts.put("overview.svg", overview());
    charts.put("loss.svg", loss().draw(true));
    charts.put("micro-f1.svg", microF1().draw(true));
    charts.put("macro-f1.svg", macroF1().draw(true));
    charts.put("exact-match.svg", exactMatch().draw(true));
    charts.put("f1-per-label.svg", labels().draw(true));
    return charts;
  }

  private Svg overview() {
    Svg[] small = {
      loss().draw(true), microF1().draw(true), macroF1().draw(true), exactMatch().draw(true)
    };
    Svg bars = labels().draw(true);
    double column = small[0].width() + GAP;
    double second = Math.max(small[0].height(), small[1].height()) + GAP;
    double third = second + Math.max(small[2].height(), small[3].height()) + GAP;
    double width = Math.max(column + small[1].width(), bars.width());
    Svg overview =
        new Svg(
            width,
            third + bars.height(),
            "Loss, F1, exact match and F1 per label of "
                + String.join(", ", runs.stream().map(BackboneRun::name).toList()));
    overview.picture(0, 0, small[0]);
    overview.picture(column, 0, small[1]);
    overview.picture(0, second, small[2]);
    overview.picture(column, second, small[3]);
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
    return new LineChart("Loss", "Binary cross-entropy", lines);
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
    return new LineChart(title, axis, lines);
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
