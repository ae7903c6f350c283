package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.math.BigDecimal;
import java.util.List;

/** The frame of a chart: heading, legend below it, vertical axis with grid. */
public final class Plot {
  public static final int LEFT = 58;
  public static final int RIGHT = 18;
  private static final int HEAD = 40;
  private static final int PLOT_HEIGHT = 200;
  private static final int LEGEND_LINE = 20;
  private static final int SWATCH = 26;

  public final Svg svg;
  public final double top;
  public final double bottom;
  public final double left = LEFT;
  public final double right;
  private final Scale vertical;

  /** How an entry of the legend looks. */
  public enum Kind {
    BAR,
    LINE,
    /** A marker alone. */
    DOT,
    /** The outline of a marker. */
    HOLLOW_DOT,
    /** Not of one run: what a line without gaps means. */
    SOLID,
    /** Not of one run: what a line with gaps means. */
    DASHED
  }

  /** An entry of the legend. */
  public record Key(String name, SeriesStyle style, Kind kind) {}

  /** A frame whose legend has room for a number of rows, or more if it needs them. */
  public Plot(
      String title,
      double width,
      Scale vertical,
      String axis,
      List<Key> keys,
      int legendRows,
      double foot) {
    this.top = HEAD + Math.max(legendRows, rows(keys, width)) * LEGEND_LINE;
    this.bottom = top + PLOT_HEIGHT;
    this.right = width - RIGHT;
    this.vertical = vertical;
    this.svg = new Svg(width, bottom + foot, title);
    head(svg, title, keys);
    for (BigDecimal tick : vertical.ticks()) {
      double y = y(tick.doubleValue());
      svg.line(new Point(left, y), new Point(right, y), Svg.GRID, 1);
      svg.text(new Point(left - 8, y + 4), tick.toPlainString(), Anchor.END, Svg.FAINT);
    }
    svg.text(new Point(16, (top + bottom) / 2), axis, Anchor.MIDDLE, Svg.FAINT, -90);
  }

  /** Returns how many rows a legend needs. */
  public static int rows(List<Key> keys, double width) {
    List<Point> places = places(keys, width);
    return keys.isEmpty() ? 0 : (int) Math.round(places.get(keys.size() - 1).y() / LEGEND_LINE) + 1;
  }

  /** Draws heading and legend; the chart is drawn below them. */
  static void head(Svg svg, String title, List<Key> keys) {
    svg.heading(new Point(14, 24), title);
    List<Point> places = places(keys, svg.width());
    for (int i = 0; i < keys.size(); i++) {
      key(svg, new Point(14 + places.get(i).x(), HEAD + 2 + places.get(i).y()), keys.get(i));
    }
  }

  static double headHeight(List<Key> keys, double width) {
    return HEAD + rows(keys, width) * LEGEND_LINE;
  }

  /** Lays the entries out in rows; positions are relative to the first. */
  private static List<Point> places(List<Key> keys, double width) {
    double[] at = {0, 0};
    return keys.stream()
        .map(
            key -> {
              double needed = SWATCH + 6 + Svg.width(shown(key)) + 16;
              if (at[0] > 0 && at[0] + needed > width - 28) {
                at[0] = 0;
                at[1] += LEGEND_LINE;
              }
              Point place = new Point(at[0], at[1]);
              at[0] += needed;
              return place;
            })
        .toList();
  }

  private static String shown(Key key) {
    return Svg.clip(key.name(), 48);
  }

  private static void key(Svg svg, Point at, Key key) {
    Point end = new Point(at.x() + SWATCH, at.y());
    switch (key.kind()) {
      case BAR ->
          svg.rectangle(at.x() + (SWATCH - 12) / 2.0, at.y() - 6, 12, 12, key.style().colour(), "");
      case LINE -> {
        svg.polyline(List.of(at, end), key.style().colour(), false);
        key.style().marker(svg, new Point(at.x() + SWATCH / 2.0, at.y()), true, "");
      }
      case DOT, HOLLOW_DOT ->
          key.style()
              .marker(svg, new Point(at.x() + SWATCH / 2.0, at.y()), key.kind() == Kind.DOT, "");
      case SOLID -> svg.polyline(List.of(at, end), Svg.FAINT, false);
      case DASHED -> svg.polyline(List.of(at, end), Svg.FAINT, true);
    }
    svg.text(new Point(at.x() + SWATCH + 6, at.y() + 4), shown(key), Anchor.START, Svg.INK);
  }

  /** Returns the height at which a value is drawn. */
  public double y(double value) {
    return bottom - vertical.position(value) * (bottom - top);
  }

  /** Draws the horizontal axis and names it. */
  public void horizontalAxis(String name, double below) {
    svg.line(new Point(left, bottom), new Point(right, bottom), Svg.FAINT, 1);
    svg.text(new Point((left + right) / 2, bottom + below), name, Anchor.MIDDLE, Svg.FAINT);
  }
}
