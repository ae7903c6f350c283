package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.List;

/**
 * Curves in the square of two shares from 0 to 1, such as precision over recall.
 *
 * @param axis what the values are
 * @param horizontalAxis what they are drawn over
 * @param dots any number, drawn above the curves
 */
public record SquareChart(
    String title,
    String axis,
    String horizontalAxis,
    List<Plot.Key> keys,
    List<Curve> curves,
    List<Dot> dots) {
  private static final int SIDE = 394;
  private static final int SMALL_SIDE = 142;
  private static final int COLUMNS = 5;
  private static final double SMALL_WIDTH = 952.0 / COLUMNS;
  private static final int SMALL_HEIGHT = SMALL_SIDE + 58;
  private static final int LONGEST_SMALL_TITLE = 24;
  private static final String[] TICKS = {"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"};

  /**
   * A line.
   *
   * @param style its colour
   * @param dashed whether it is drawn with gaps
   * @param points in the order they are joined in
   */
  public record Curve(SeriesStyle style, boolean dashed, List<Point> points) {}

  public record Dot(SeriesStyle style, Point at, boolean filled, String tip) {}

  /** Draws the chart as wide as others that stand side by side. */
  public Svg draw() {
    double width = Plot.LEFT + SIDE + Plot.RIGHT;
    double top = Plot.headHeight(keys, width);
    Svg svg = new Svg(width, top + SIDE + 48, title);
    Plot.head(svg, title, keys);
    square(svg, Plot.LEFT, top, SIDE, 1);
    svg.text(new Point(16, top + SIDE / 2.0), axis, Anchor.MIDDLE, Svg.FAINT, -90);
    Point below = new Point(Plot.LEFT + SIDE / 2.0, top + SIDE + 36);
    svg.text(below, horizontalAxis, Anchor.MIDDLE, Svg.FAINT);
    return svg;
  }

  /** Draws small ones on one picture, each with its title, and the legend and axes of the first. */
  public static Svg drawSmall(String title, List<SquareChart> charts) {
    int columns = Math.min(COLUMNS, charts.size());
    int rows = (charts.size() + columns - 1) / columns;
    SquareChart first = charts.get(0);
    double width = COLUMNS * SMALL_WIDTH;
    double top = Plot.headHeight(first.keys, width) + 4;
    Svg svg = new Svg(width, top + rows * SMALL_HEIGHT + 26, title);
    Plot.head(svg, title, first.keys);
    for (int i = 0; i < charts.size(); i++) {
      double left = i % columns * SMALL_WIDTH + 34;
      double y = top + i / columns * SMALL_HEIGHT + 22;
      String name = Svg.clip(charts.get(i).title(), LONGEST_SMALL_TITLE);
      svg.text(new Point(left, y - 8), name, Anchor.START, Svg.INK);
      charts.get(i).square(svg, left, y, SMALL_SIDE, 5);
    }
    Point below = new Point(width / 2, top + rows * SMALL_HEIGHT + 14);
    String axes = "horizontal: " + first.horizontalAxis + ", vertical: " + first.axis;
    svg.text(below, axes, Anchor.MIDDLE, Svg.FAINT);
    return svg;
  }

  private void square(Svg svg, double left, double top, double side, int tickStep) {
    double bottom = top + side;
    for (int tick = 0; tick < TICKS.length; tick++) {
      double x = left + side * tick / (TICKS.length - 1);
      double y = bottom - side * tick / (TICKS.length - 1);
      svg.line(new Point(x, top), new Point(x, bottom), Svg.GRID, 1);
      svg.line(new Point(left, y), new Point(left + side, y), Svg.GRID, 1);
      if (tick % tickStep == 0) {
        svg.text(new Point(x, bottom + 16), TICKS[tick], Anchor.MIDDLE, Svg.FAINT);
        svg.text(new Point(left - 6, y + 4), TICKS[tick], Anchor.END, Svg.FAINT);
      }
    }
    for (Curve curve : curves) {
      List<Point> points =
          curve.points().stream()
              .map(p -> new Point(left + p.x() * side, bottom - p.y() * side))
              .toList();
      svg.polyline(points, curve.style().colour(), curve.dashed());
    }
    for (Dot dot : dots) {
      Point at = new Point(left + dot.at().x() * side, bottom - dot.at().y() * side);
      dot.style().marker(svg, at, dot.filled(), dot.tip());
    }
  }
}
