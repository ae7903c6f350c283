package io.github.meshclassifier.examples.comparison;

import io.github.meshclassifier.examples.comparison.Svg.Anchor;
import io.github.meshclassifier.examples.comparison.Svg.Point;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values over epochs, one line or more.
 *
 * @param title what the chart shows
 * @param axis what the values are
 * @param keys the legend
 * @param lines at least one, each with at least one value
 */
record LineChart(String title, String axis, List<Plot.Key> keys, List<Line> lines) {
  private static final int WIDTH = 470;
  private static final int FOOT = 48;

  /**
   * One line.
   *
   * @param name what it is called
   * @param style colour and marker
   * @param dashed whether it is drawn with gaps and hollow markers
   * @param values one for each epoch, from epoch 1 on; what is not finite is left out
   */
  record Line(String name, SeriesStyle style, boolean dashed, List<Double> values) {
    Line {
      values = List.copyOf(values);
    }
  }

  LineChart {
    keys = List.copyOf(keys);
    lines = List.copyOf(lines);
  }

  /** Returns how many rows the legend needs. */
  int legendRows() {
    return Plot.rows(keys, WIDTH);
  }

  /** Draws the chart, with room for so many rows of legend that charts side by side line up. */
  Svg draw(int legendRows) {
    double[] values =
        lines.stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    Scale vertical =
        values.length == 0
            ? Scale.around(0, 1)
            : Scale.around(values[0], values[values.length - 1]);
    Plot plot = new Plot(title, WIDTH, vertical, axis, keys, legendRows, FOOT);
    int epochs = lines.stream().mapToInt(line -> line.values().size()).max().orElse(1);
    Scale horizontal = Scale.ofEpochs(1, epochs);
    for (BigDecimal tick : horizontal.ticks()) {
      double x = x(plot, horizontal, tick.doubleValue());
      plot.svg.line(new Point(x, plot.bottom), new Point(x, plot.bottom + 4), Svg.FAINT, 1);
      plot.svg.text(new Point(x, plot.bottom + 18), tick.toPlainString(), Anchor.MIDDLE, Svg.FAINT);
    }
    plot.horizontalAxis("Epoch", 36);
    for (Line line : lines) {
      draw(plot, horizontal, line);
    }
    return plot.svg;
  }

  private static double x(Plot plot, Scale horizontal, double epoch) {
    return plot.left + horizontal.position(epoch) * (plot.right - plot.left);
  }

  private static void draw(Plot plot, Scale horizontal, Line line) {
    List<Point> points = new ArrayList<>();
    List<String> tips = new ArrayList<>();
    for (int i = 0; i < line.values().size(); i++) {
      double value = line.values().get(i);
      if (Double.isFinite(value)) {
        points.add(new Point(x(plot, horizontal, i + 1), plot.y(value)));
        tips.add(String.format(Locale.ROOT, "%s, epoch %d: %.3f", line.name(), i + 1, value));
      }
    }
    plot.svg.polyline(points, line.style().colour(), line.dashed());
    for (int i = 0; i < points.size(); i++) {
      line.style().marker(plot.svg, points.get(i), !line.dashed(), tips.get(i));
    }
  }
}
