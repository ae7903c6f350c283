package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Named points: a share from 0 to 1 over a number of 1 or more, whose axis is logarithmic.
 *
 * @param axis what the share is
 * @param horizontalAxis what the number is
 * @param dots at least one
 */
public record ScatterChart(String title, String axis, String horizontalAxis, List<Dot> dots) {
  private static final int WIDTH = 470;
  private static final int FOOT = 48;
  private static final double CLEARANCE = 11;
  private static final int LONGEST_NAME = 12;

  /** A point, with a name beside it where there is room, and a tip. */
  public record Dot(String name, double number, double share, String tip) {}

  /** Where a marker or a name is. */
  private record Taken(Point middle, double width) {
    boolean overlaps(Point other, double otherWidth) {
      return Math.abs(other.x() - middle.x()) <= (width + otherWidth) / 2
          && Math.abs(other.y() - middle.y()) <= CLEARANCE;
    }
  }

  public Svg draw() {
    Plot plot = new Plot(title, WIDTH, Scale.around(0, 1), axis, List.of(), 1, FOOT);
    double least = dots.stream().mapToDouble(Dot::number).min().orElse(1);
    double most = dots.stream().mapToDouble(Dot::number).max().orElse(1);
    double from = StrictMath.log10(least / 1.3);
    double to = StrictMath.log10(most * 1.6);
    double unit = (plot.right - plot.left) / (to - from);
    boolean few = to - from > 2.2;
    for (long power = 1; power <= most * 1.6; power *= 10) {
      for (long factor : new long[] {1, 2, 5}) {
        double tick = StrictMath.log10((double) power * factor);
        if (tick < from || tick > to || (few && factor != 1)) {
          continue;
        }
        double x = plot.left + (tick - from) * unit;
        plot.svg.line(new Point(x, plot.bottom), new Point(x, plot.bottom + 4), Svg.FAINT, 1);
        String text = Long.toString(power * factor);
        plot.svg.text(new Point(x, plot.bottom + 18), text, Anchor.MIDDLE, Svg.FAINT);
      }
    }
    plot.horizontalAxis(horizontalAxis, 36);
    SeriesStyle style = new SeriesStyle(0);
    List<Taken> taken = new ArrayList<>();
    for (Dot dot : dots) {
      taken.add(new Taken(at(plot, dot, from, unit), 8));
    }
    for (Dot dot : dots) {
      style.marker(plot.svg, at(plot, dot, from, unit), true, dot.tip());
    }
    for (Dot dot : dots) {
      name(plot.svg, at(plot, dot, from, unit), Svg.clip(dot.name(), LONGEST_NAME), taken);
    }
    return plot.svg;
  }

  /** Writes a name on the right, the left, above or below, or nowhere if all are taken. */
  private static void name(Svg svg, Point at, String name, List<Taken> taken) {
    double width = Svg.width(name);
    double aside = 9 + width / 2;
    for (Point middle :
        List.of(
            new Point(at.x() + aside, at.y()),
            new Point(at.x() - aside, at.y()),
            new Point(at.x(), at.y() - 14),
            new Point(at.x(), at.y() + 15))) {
      boolean inside =
          middle.x() - width / 2 > Plot.LEFT && middle.x() + width / 2 < WIDTH && middle.y() > 0;
      boolean free =
          taken.stream()
              .filter(other -> !other.middle().equals(at))
              .noneMatch(other -> other.overlaps(middle, width));
      if (inside && free) {
        svg.text(new Point(middle.x(), middle.y() + 4), name, Anchor.MIDDLE, Svg.INK);
        taken.add(new Taken(middle, width));
        return;
      }
    }
  }

  private static Point at(Plot plot, Dot dot, double from, double unit) {
    return new Point(
        plot.left + (StrictMath.log10(dot.number()) - from) * unit, plot.y(dot.share()));
  }
}
