package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.List;
import java.util.Locale;

/**
 * Shares in groups of bars, from 0 up.
 *
 * @param axis what the values are
 * @param groupAxis what the groups are
 * @param groups at least one
 * @param series at least one, each with a value for each group
 */
public record BarChart(
    String title, String axis, String groupAxis, List<Group> groups, List<Series> series) {
  private static final int LEAST_WIDTH = 470;
  private static final int MOST_BAR = 22;
  private static final int LEAST_BAR = 5;
  private static final int GAP = 14;

  /** As wide as two charts side by side. */
  private static final int COMFORTABLE_WIDTH = 952;

  private static final int LONGEST_NAME = 28;
  private static final int UPWARD = -90;

  /** A place on the horizontal axis, with a second line below its name. */
  public record Group(String name, String note) {}

  /** The bars of one colour. */
  public record Series(String name, SeriesStyle style, List<Double> values) {}

  /** Draws the chart on an axis from 0 to 1. */
  public Svg draw() {
    return draw(1);
  }

  /**
   * Draws the chart.
   *
   * @param most where the axis may end, not below any value
   */
  public Svg draw(double most) {
    double margins = Plot.LEFT + Plot.RIGHT;
    double bar = ((COMFORTABLE_WIDTH - margins) / groups.size() - GAP) / series.size();
    bar = Math.max(LEAST_BAR, Math.min(MOST_BAR, Math.floor(bar)));
    double pitch = bar * series.size() + GAP;
    double needed = margins + pitch * groups.size();
    double width = needed <= LEAST_WIDTH ? LEAST_WIDTH : Math.max(needed, COMFORTABLE_WIDTH);
    pitch = (width - margins) / groups.size();

    double longest = groups.stream().mapToDouble(g -> Svg.width(shown(g))).max().orElse(0);
    boolean turned = longest > pitch - 4;
    double names = turned ? longest + 14 : 18;
    List<Plot.Key> keys =
        series.stream().map(s -> new Plot.Key(s.name(), s.style(), Plot.Kind.BAR)).toList();
    Plot plot = new Plot(title, width, Scale.around(0, most), axis, keys, 0, names + 46);
    for (int i = 0; i < groups.size(); i++) {
      double middle = plot.left + pitch * (i + 0.5);
      bars(plot, i, middle - bar * series.size() / 2, bar);
      Point below =
          turned ? new Point(middle + 4, plot.bottom + 8) : new Point(middle, plot.bottom + 17);
      plot.svg.text(
          below,
          shown(groups.get(i)),
          turned ? Anchor.END : Anchor.MIDDLE,
          Svg.INK,
          turned ? UPWARD : 0);
      plot.svg.text(
          new Point(middle, plot.bottom + names + 15),
          groups.get(i).note(),
          Anchor.MIDDLE,
          Svg.FAINT);
    }
    plot.horizontalAxis(groupAxis, names + 35);
    return plot.svg;
  }

  private static String shown(Group group) {
    return Svg.clip(group.name(), LONGEST_NAME);
  }

  private void bars(Plot plot, int group, double left, double bar) {
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      double value = one.values().get(group);
      double top = plot.y(value);
      plot.svg.rectangle(
          left + i * bar + 0.5,
          top,
          bar - 1,
          plot.bottom - top,
          one.style().colour(),
          String.format(Locale.ROOT, "%s, %s: %.3f", one.name(), groups.get(group).name(), value));
    }
  }
}
