package io.github.meshclassifier.report;

import io.github.meshclassifier.internal.chart.BarChart;
import io.github.meshclassifier.internal.chart.HeatMap;
import io.github.meshclassifier.internal.chart.SeriesStyle;
import io.github.meshclassifier.internal.chart.Svg;
import io.github.meshclassifier.report.LabelAudit.LabelCount;
import java.util.List;

/** The picture of an audit: bars of the labels above a heat map of what occurs together. */
final class LabelAuditPicture {
  private static final int MOST_LABELS = 40;

  /** Numbers below so many bars have room for five digits. */
  private static final int MOST_NUMBERS = 20;

  private static final int GAP = 16;

  private LabelAuditPicture() {}

  static Svg draw(LabelAudit audit) {
    long[] articles = audit.labels().stream().mapToLong(LabelCount::articles).toArray();
    List<Integer> shown = ChartFigures.mostFrequent(articles, MOST_LABELS);
    Svg bars = bars(audit, shown);
    Svg map = map(audit, shown);
    Svg both =
        new Svg(
            Math.max(bars.width(), map.width()),
            bars.height() + GAP + map.height(),
            "Labels of " + audit.labelled() + " articles");
    both.picture(0, 0, bars);
    both.picture(0, bars.height() + GAP, map);
    return both;
  }

  private static Svg bars(LabelAudit audit, List<Integer> shown) {
    List<LabelCount> counts = shown.stream().map(audit.labels()::get).toList();
    boolean numbered = counts.size() <= MOST_NUMBERS;
    List<BarChart.Group> groups =
        counts.stream()
            .map(
                count ->
                    new BarChart.Group(
                        count.label().id(), numbered ? Integer.toString(count.articles()) : ""))
            .toList();
    List<Double> prevalence = counts.stream().map(LabelCount::prevalence).toList();
    List<Double> fromCheckTags =
        counts.stream().map(count -> count.prevalence() * count.checkTagShare()).toList();
    BarChart.Series all = new BarChart.Series("all", new SeriesStyle(0), prevalence);
    BarChart.Series some =
        new BarChart.Series("from check tags alone", new SeriesStyle(4), fromCheckTags);
    String title =
        shown.size() == audit.labels().size()
            ? "Articles with each label, of " + audit.labelled()
            : "Articles with each of the "
                + shown.size()
                + " most frequent of "
                + audit.labels().size()
                + " labels, of "
                + audit.labelled();
    return new BarChart(
            title,
            "Share of the articles",
            numbered ? "Label, and how many articles have it" : "Label",
            groups,
            audit.checkTagShare() > 0 ? List.of(all, some) : List.of(all))
        .draw();
  }

  private static Svg map(LabelAudit audit, List<Integer> shown) {
    return new HeatMap(
            "Labels that occur together",
            "Of the articles with this label",
            "so many percent have this one too",
            shown.stream().map(i -> audit.labels().get(i).label().id()).toList(),
            shown.stream()
                .map(row -> shown.stream().map(column -> audit.conditional(row, column)).toList())
                .toList())
        .draw();
  }
}
