package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.chart.BarChart;
import io.github.meshclassifier.internal.chart.LineChart;
import io.github.meshclassifier.internal.chart.Plot;
import io.github.meshclassifier.internal.chart.SeriesStyle;
import io.github.meshclassifier.internal.chart.Svg;
import io.github.meshclassifier.internal.page.Page;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.tracking.ComparisonPage.NamedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The curves of runs, those of the first dozen. */
final class ComparisonCharts {
  /** More lines cannot be distinguished. */
  static final int MOST_RUNS = 12;

  /** More bars of one label cannot. */
  private static final int MOST_BARS = 4;

  private final List<NamedRun> runs;

  ComparisonCharts(List<NamedRun> runs) {
    this.runs = runs.subList(0, Math.min(MOST_RUNS, runs.size()));
  }

  void addTo(Page page) {
    boolean epochs = runs.stream().anyMatch(run -> !run.run().epochs().isEmpty());
    boolean steps = runs.stream().anyMatch(run -> !run.run().losses().isEmpty());
    if (epochs) {
      List<LineChart> charts =
          List.of(
              loss(), metric(Metric.MICRO_F1), metric(Metric.MACRO_F1), metric(Metric.EXACT_MATCH));
      int rows = charts.stream().mapToInt(LineChart::legendRows).max().orElse(0);
      page.picture(
          "loss.svg",
          charts.get(0).draw(rows),
          "Loss of each epoch, before calibration; lower is better.");
      page.picture(
          "micro-f1.svg",
          charts.get(1).draw(rows),
          "Micro-F1 on the validation articles, before calibration and at 0.5.");
      page.picture(
          "macro-f1.svg",
          charts.get(2).draw(rows),
          "Macro-F1 on the validation articles, in which rare labels weigh as much as others, before"
              + " calibration and at 0.5.");
      page.picture(
          "exact-match.svg",
          charts.get(3).draw(rows),
          "Part of the validation articles with all labels right, before calibration and at 0.5.");
    }
    if (steps) {
      page.picture(
          "training-loss.svg", trainingLoss().draw(0), "Loss of each step, before its update.");
    }
    List<NamedRun> bars =
        runs.stream().filter(run -> run.run().saved().isPresent()).limit(MOST_BARS).toList();
    if (bars.stream().map(ComparisonCharts::labels).distinct().count() == 1
        && !labels(bars.get(0)).isEmpty()) {
      page.picture("f1-per-label.svg", labels(bars), "F1 of each label, of the saved models.");
    }
    if (!epochs && !steps) {
      page.paragraph("No run has done a step.");
    }
  }

  private List<Plot.Key> keys() {
    List<Plot.Key> keys = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      keys.add(new Plot.Key(runs.get(i).name(), new SeriesStyle(i), Plot.Kind.LINE));
    }
    return keys;
  }

  private LineChart loss() {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      lines.add(epochs(i, ", training", true, TrackedRun.Epoch::trainingLoss));
      lines.add(epochs(i, ", validation", false, TrackedRun.Epoch::validationLoss));
    }
    List<Plot.Key> keys = new ArrayList<>(keys());
    keys.add(new Plot.Key("validation", new SeriesStyle(0), Plot.Kind.SOLID));
    keys.add(new Plot.Key("training", new SeriesStyle(0), Plot.Kind.DASHED));
    return new LineChart("Loss", "Loss", "Epoch", keys, lines);
  }

  private LineChart metric(Metric metric) {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      lines.add(epochs(i, "", false, epoch -> epoch.metric(metric).orElse(Double.NaN)));
    }
    return new LineChart(
        metric.title() + ", validation, uncalibrated", metric.title(), "Epoch", keys(), lines);
  }

  private LineChart.Line epochs(
      int index, String suffix, boolean dashed, ToDoubleFunction<TrackedRun.Epoch> value) {
    NamedRun run = runs.get(index);
    return new LineChart.Line(
        run.name() + suffix,
        new SeriesStyle(index),
        dashed,
        run.run().epochs().stream()
            .map(epoch -> new Svg.Point(epoch.number(), value.applyAsDouble(epoch)))
            .toList());
  }

  private LineChart trainingLoss() {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      NamedRun run = runs.get(i);
      lines.add(
          new LineChart.Line(
              run.name(),
              new SeriesStyle(i),
              false,
              run.run().losses().stream()
                  .map(loss -> new Svg.Point(loss.step(), loss.loss()))
                  .toList()));
    }
    return new LineChart("Training loss", "Loss", "Step", keys(), lines);
  }

  private static Set<String> labels(NamedRun run) {
    return run.run().saved().orElseThrow().labelF1().keySet();
  }

  private static Svg labels(List<NamedRun> runs) {
    List<String> labels = List.copyOf(labels(runs.get(0)));
    List<BarChart.Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Map<String, Double> f1 = runs.get(i).run().saved().orElseThrow().labelF1();
      series.add(
          new BarChart.Series(
              runs.get(i).name(),
              new SeriesStyle(i),
              labels.stream().map(label -> f1.getOrDefault(label, 0.0)).toList()));
    }
    List<BarChart.Group> groups =
        labels.stream().map(label -> new BarChart.Group(label, "")).toList();
    return new BarChart("F1 per label, saved model", "F1", "Label", groups, series).draw();
  }
}
