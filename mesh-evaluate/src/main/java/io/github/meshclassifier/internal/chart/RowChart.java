package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.math.BigDecimal;
import java.util.List;

/**
 * A row for each of many names, with marks on an axis that all rows share. Names have room here,
 * and the picture grows with their number.
 *
 * @param axis what is marked
 * @param most where the axis may end, above 0; it begins at 0
 * @param rows at least one, from top to bottom
 */
public record RowChart(
    String title, String axis, double most, List<Plot.Key> keys, List<Row> rows) {
  private static final int WIDTH = 952;
  private static final int ROW = 22;
  private static final int LONGEST_NAME = 48;
  private static final int THICKNESS = 12;
  private static final String BAND = "#f6f8fa";

  /** More rows than these have the axis above them as well. */
  private static final int ROWS_WITHOUT_UPPER_AXIS = 20;

  /**
   * A name and its marks.
   *
   * @param name what the row is about
   * @param note a few characters about it
   * @param marks in the order they are drawn in, later ones above; what is not finite is left out
   */
  public record Row(String name, String note, List<Mark> marks) {}

  public sealed interface Mark {}

  /** A bar between two values. */
  public record Bar(SeriesStyle style, double from, double to, String tip) implements Mark {}

  /** A line between two values, with a stroke across at its ends or without. */
  public record Span(String colour, double from, double to, boolean ends) implements Mark {}

  public record Dot(SeriesStyle style, double value, boolean filled, String tip) implements Mark {}

  public Svg draw() {
    double names = rows.stream().mapToDouble(row -> Svg.width(shown(row))).max().orElse(0);
    double notes = rows.stream().mapToDouble(row -> Svg.width(row.note())).max().orElse(0);
    double left = 14 + names + 12 + notes + 14;
    double right = WIDTH - Plot.RIGHT - 6;
    boolean upperAxis = rows.size() > ROWS_WITHOUT_UPPER_AXIS;
    double top = Plot.headHeight(keys, WIDTH) + (upperAxis ? 22 : 0);
    double bottom = top + rows.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 44, title);
    Plot.head(svg, title, keys);
    for (int i = 0; i < rows.size(); i += 2) {
      svg.rectangle(8, top + i * ROW, WIDTH - 16, ROW, BAND, "");
    }
    Scale scale = Scale.around(0, most);
    for (BigDecimal tick : scale.ticks()) {
      double x = left + scale.position(tick.doubleValue()) * (right - left);
      svg.line(new Point(x, top), new Point(x, bottom + 4), Svg.GRID, 1);
      String text = tick.toPlainString();
      svg.text(new Point(x, bottom + 18), text, Anchor.MIDDLE, Svg.FAINT);
      if (upperAxis) {
        svg.text(new Point(x, top - 6), text, Anchor.MIDDLE, Svg.FAINT);
      }
    }
    svg.line(new Point(left, bottom), new Point(right, bottom), Svg.FAINT, 1);
    svg.text(new Point((left + right) / 2, bottom + 36), axis, Anchor.MIDDLE, Svg.FAINT);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double middle = top + (i + 0.5) * ROW;
      svg.text(new Point(14, middle + 4), shown(row), Anchor.START, Svg.INK);
      svg.text(new Point(left - 14, middle + 4), row.note(), Anchor.END, Svg.FAINT);
      for (Mark mark : row.marks()) {
        draw(svg, mark, middle, left, (right - left) / scale.most());
      }
    }
    return svg;
  }

  private static String shown(Row row) {
    return Svg.clip(row.name(), LONGEST_NAME);
  }

  private static void draw(Svg svg, Mark mark, double y, double left, double unit) {
    if (mark instanceof Bar bar) {
      double x = left + bar.from() * unit;
      double width = (bar.to() - bar.from()) * unit;
      String colour = bar.style().colour();
      svg.rectangle(x, y - THICKNESS / 2.0, width, THICKNESS, colour, bar.tip());
    } else if (mark instanceof Span span && Double.isFinite(span.from() + span.to())) {
      double from = left + span.from() * unit;
      double to = left + span.to() * unit;
      svg.line(new Point(from, y), new Point(to, y), span.colour(), 2);
      if (span.ends()) {
        svg.line(new Point(from, y - 4), new Point(from, y + 4), span.colour(), 2);
        svg.line(new Point(to, y - 4), new Point(to, y + 4), span.colour(), 2);
      }
    } else if (mark instanceof Dot dot && Double.isFinite(dot.value())) {
      Point at = new Point(left + dot.value() * unit, y);
      dot.style().marker(svg, at, dot.filled(), dot.tip());
    }
  }
}
