package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.List;

/**
 * Colour and marker of the run with a number, the same in all charts. The colours are those of M.
 * Okabe and K. Ito, Color Universal Design, 2008, which people with any kind of colour vision can
 * distinguish; lines have different markers as well.
 *
 * @param index the number of the run, from 0
 */
public record SeriesStyle(int index) {
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");
  private static final double RADIUS = 4;

  public String colour() {
    return COLOURS.get(index % COLOURS.size());
  }

  /** Draws a circle, square, triangle or diamond, filled or not. */
  public void marker(Svg svg, Point at, boolean filled, String tip) {
    String fill = filled ? colour() : "#ffffff";
    if (index % 4 == 0) {
      svg.circle(at, RADIUS, fill, colour(), tip);
      return;
    }
    double r = RADIUS;
    svg.polygon(
        switch (index % 4) {
          case 1 -> List.of(shift(at, -r, -r), shift(at, r, -r), shift(at, r, r), shift(at, -r, r));
          case 2 -> List.of(shift(at, 0, -r - 1), shift(at, r + 1, r), shift(at, -r - 1, r));
          default ->
              List.of(
                  shift(at, 0, -r - 1),
                  shift(at, r + 1, 0),
                  shift(at, 0, r + 1),
                  shift(at, -r - 1, 0));
        },
        fill,
        colour(),
        tip);
  }

  private static Point shift(Point point, double x, double y) {
    return new Point(point.x() + x, point.y() + y);
  }
}
