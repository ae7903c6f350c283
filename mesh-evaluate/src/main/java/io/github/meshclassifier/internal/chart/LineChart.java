package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Values over epochs, steps, articles or shares, one line or more.
 *
 * @param axis what the values are
 * @param horizontalAxis what they are drawn over
 * @param lines at least one, each with at least one value
 */
public record LineChart(
    String title, String axis, String horizontalAxis, List<Plot.Key> keys, List<Line> lines) {
  private static final int WIDTH = 470;
  private static final int FOOT = 48;

  /** A line of more points is drawn without markers. */
  private static final int MOST_MARKERS = 60;

  /**
   * One line.
   *
   * @param name what it is called
   * @param style colour and marker
   * @param dashed whether it is drawn with gaps and hollow markers
   * @param points places and values, in the order they are joined in; points that are not finite
   *     are left out
   */
  public record Line(String name, SeriesStyle style, boolean dashed, List<Point> points) {
    public Line {
      points =
          points.stream()
              .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
              .toList();
    }

    /** Makes a line of one value for each epoch, from epoch 1 on. */
    public static Line ofEpochs(
        String name, SeriesStyle style, boolean dashed, List<Double> values) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        points.add(new Point(i + 1, values.get(i)));
      }
      return new Line(name, style, dashed, points);
    }
  }

  /** Returns how many rows the legend needs. */
  public int legendRows() {
    return Plot.rows(keys, WIDTH);
  }

  /** Draws the chart, with room for so many rows of legend that charts side by side line up. */
  public Svg draw(int legendRows) {
    Plot plot = new Plot(title, WIDTH, around(Point::y), axis, keys, legendRows, FOOT);
    Scale horizontal = horizontal();
    for (BigDecimal tick : horizontal.ticks()) {
      double x = x(plot, horizontal, tick.doubleValue());
      plot.svg.line(new Point(x, plot.bottom), new Point(x, plot.bottom + 4), Svg.FAINT, 1);
      plot.svg.text(new Point(x, plot.bottom + 18), tick.toPlainString(), Anchor.MIDDLE, Svg.FAINT);
    }
    plot.horizontalAxis(horizontalAxis, 36);
    for (Line line : lines) {
      draw(plot, horizontal, line);
    }
    return plot.svg;
  }

  /** Few whole numbers, as epochs are, have a tick each. */
  private Scale horizontal() {
    double[] places = sorted(Point::x);
    boolean whole = Arrays.stream(places).allMatch(x -> x == Math.rint(x) && x >= 1 && x < 1000);
    return places.length > 0 && whole
        ? Scale.ofEpochs((int) places[0], (int) places[places.length - 1])
        : around(Point::x);
  }

  private Scale around(ToDoubleFunction<Point> coordinate) {
    double[] values = sorted(coordinate);
    return values.length == 0
        ? Scale.around(0, 1)
        : Scale.around(values[0], values[values.length - 1]);
  }

  private double[] sorted(ToDoubleFunction<Point> coordinate) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(coordinate)
        .sorted()
        .toArray();
  }

  private static double x(Plot plot, Scale horizontal, double place) {
    return plot.left + horizontal.position(place) * (plot.right - plot.left);
  }

  private void draw(Plot plot, Scale horizontal, Line line) {
    List<Point> drawn =
        line.points().stream()
            .map(point -> new Point(x(plot, horizontal, point.x()), plot.y(point.y())))
            .toList();
    plot.svg.polyline(drawn, line.style().colour(), line.dashed());
    if (drawn.size() > MOST_MARKERS) {
      return;
    }
    for (int i = 0; i < drawn.size(); i++) {
      Point point = line.points().get(i);
      String tip =
          String.format(
              Locale.ROOT,
              "%s, %s %s: %.3f",
              line.name(),
              horizontalAxis.toLowerCase(Locale.ROOT),
              new BigDecimal(point.x(), new MathContext(6)).stripTrailingZeros().toPlainString(),
              point.y());
      line.style().marker(plot.svg, drawn.get(i), !line.dashed(), tip);
    }
  }
}
