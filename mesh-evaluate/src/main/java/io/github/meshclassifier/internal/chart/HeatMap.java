package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.List;
import java.util.Locale;

/**
 * Shares from 0 to 1 in a square table, the higher the darker. The diagonal is left out.
 *
 * @param rowAxis what the rows are
 * @param columnAxis what the columns are
 * @param names of the rows and, in the same order, of the columns; at least one
 * @param values a row for each name, with a value in [0, 1] for each name
 */
public record HeatMap(
    String title,
    String rowAxis,
    String columnAxis,
    List<String> names,
    List<List<Double>> values) {
  private static final int LEAST_WIDTH = 470;
  private static final int MARGIN = 14;
  private static final int HEAD = 62;
  private static final int FOOT = 52;
  private static final int LONGEST_NAME = 28;
  private static final int UPWARD = -90;

  /** Cells this large have their values written in them. */
  private static final int LARGE_CELL = 34;

  private static final int SMALL_CELL = 18;
  private static final int MOST_LARGE_CELLS = 20;
  private static final int LEGEND_STEPS = 5;
  private static final int LEGEND_WIDTH = 34;

  /** Red, green and blue of 1; 0 is white. One hue, so that darkness alone shows the value. */
  private static final int[] DARKEST = {0x00, 0x4c, 0x78};

  private static final double WHITE_TEXT_FROM = 0.65;

  public Svg draw() {
    boolean large = names.size() <= MOST_LARGE_CELLS;
    double cell = large ? LARGE_CELL : SMALL_CELL;
    double longest = names.stream().mapToDouble(name -> Svg.width(shown(name))).max().orElse(0);
    boolean turned = longest > cell - 4;
    double left = MARGIN + 22 + longest + 8;
    double top = HEAD + (turned ? longest + 10 : 20);
    double side = cell * names.size();
    double width = Math.max(LEAST_WIDTH, left + side + MARGIN);
    Svg svg = new Svg(width, top + side + FOOT, title);
    svg.heading(new Point(MARGIN, 24), title);
    svg.text(new Point(left + side / 2, HEAD - 14), columnAxis, Anchor.MIDDLE, Svg.FAINT);
    svg.text(new Point(MARGIN + 6, top + side / 2), rowAxis, Anchor.MIDDLE, Svg.FAINT, UPWARD);
    for (int i = 0; i < names.size(); i++) {
      double middle = (i + 0.5) * cell;
      String name = shown(names.get(i));
      svg.text(new Point(left - 8, top + middle + 4), name, Anchor.END, Svg.INK);
      svg.text(
          turned ? new Point(left + middle + 4, top - 6) : new Point(left + middle, top - 6),
          name,
          turned ? Anchor.START : Anchor.MIDDLE,
          Svg.INK,
          turned ? UPWARD : 0);
    }
    for (int row = 0; row < names.size(); row++) {
      for (int column = 0; column < names.size(); column++) {
        cell(svg, left + column * cell, top + row * cell, row, column, large);
      }
    }
    legend(svg, left, top + side + 18);
    return svg;
  }

  private void cell(Svg svg, double x, double y, int row, int column, boolean large) {
    double size = large ? LARGE_CELL : SMALL_CELL;
    if (row == column) {
      svg.rectangle(x + 0.5, y + 0.5, size - 1, size - 1, Svg.GRID, "");
      return;
    }
    double value = values.get(row).get(column);
    String tip =
        String.format(Locale.ROOT, "%s, %s: %.3f", names.get(row), names.get(column), value);
    svg.rectangle(x + 0.5, y + 0.5, size - 1, size - 1, colour(value), tip);
    if (large) {
      svg.text(
          new Point(x + size / 2, y + size / 2 + 4),
          percent(value),
          Anchor.MIDDLE,
          value >= WHITE_TEXT_FROM ? "#ffffff" : Svg.INK);
    }
  }

  private static void legend(Svg svg, double left, double top) {
    // White, which stands for 0, needs an edge.
    svg.rectangle(left - 1, top - 1, (LEGEND_STEPS + 1) * LEGEND_WIDTH + 2, 12, Svg.GRID, "");
    for (int i = 0; i <= LEGEND_STEPS; i++) {
      double value = (double) i / LEGEND_STEPS;
      svg.rectangle(left + i * LEGEND_WIDTH, top, LEGEND_WIDTH, 10, colour(value), "");
      svg.text(
          new Point(left + (i + 0.5) * LEGEND_WIDTH, top + 24),
          percent(value) + "%",
          Anchor.MIDDLE,
          Svg.FAINT);
    }
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.0f", 100 * value);
  }

  private static String colour(double value) {
    StringBuilder colour = new StringBuilder("#");
    for (int darkest : DARKEST) {
      long mixed = Math.round(0xff + value * (darkest - 0xff));
      colour.append(String.format(Locale.ROOT, "%02x", mixed));
    }
    return colour.toString();
  }

  private static String shown(String name) {
    return Svg.clip(name, LONGEST_NAME);
  }
}
