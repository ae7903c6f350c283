package io.github.meshclassifier.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.meshclassifier.internal.chart.Plot;
import io.github.meshclassifier.internal.chart.RowChart;
import io.github.meshclassifier.internal.chart.SeriesStyle;
import io.github.meshclassifier.internal.chart.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run of the suite measured; the content of a result file.
 *
 * @param machine where
 * @param rows the comparisons
 */
record SuiteResult(Machine machine, List<Comparison.Row> rows) {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final SeriesStyle FASTER = new SeriesStyle(0);
  private static final SeriesStyle SLOWER = new SeriesStyle(1);
  private static final double ROOM = 1.05;

  SuiteResult {
    rows = List.copyOf(rows);
  }

  static SuiteResult parse(String json) {
    return GSON.fromJson(json, SuiteResult.class);
  }

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  /** The rows in Markdown. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| task | library | ms | peer | ms | per | ratio |\n|---|---|---|---|---|---|---|\n");
    for (Comparison.Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2f | %s | %.2f | %s | %.2f |%n",
              row.task(),
              row.library(),
              row.libraryMillis(),
              row.peer(),
              row.peerMillis(),
              row.unit(),
              row.ratio()));
    }
    return table.toString().replace(System.lineSeparator(), "\n");
  }

  /** The ratios as bars, from 0 up, with a line at 1. */
  Svg chart() {
    double most = rows.stream().mapToDouble(Comparison.Row::ratio).max().orElse(1);
    List<RowChart.Row> bars = new ArrayList<>();
    for (Comparison.Row row : rows) {
      String note = String.format(Locale.ROOT, "%.2f", row.ratio());
      String tip = row.task() + ": " + row.library() + " beside " + row.peer() + ", " + note;
      bars.add(
          new RowChart.Row(
              row.task() + ": " + row.peer(),
              note,
              List.of(
                  new RowChart.Bar(row.ratio() >= 1 ? FASTER : SLOWER, 0, row.ratio(), tip),
                  new RowChart.Span(Svg.INK, 1, 1.001, true))));
    }
    return new RowChart(
            "The peer's time by the library's, " + machine.cpu() + ", " + machine.date(),
            "ratio; above 1, the library is faster",
            ROOM * Math.max(1, most),
            List.of(
                new Plot.Key("library faster", FASTER, Plot.Kind.BAR),
                new Plot.Key("peer faster", SLOWER, Plot.Kind.BAR)),
            bars)
        .draw();
  }
}
