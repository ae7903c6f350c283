package io.github.meshclassifier.internal.chart;

import io.github.meshclassifier.internal.chart.Svg.Anchor;
import io.github.meshclassifier.internal.chart.Svg.Point;
import java.util.List;
import java.util.Locale;

/**
 * The share of expected labels over the score, in bins, beside the diagonal where both are equal;
 * below it, how many scores each bin has.
 *
 * @param note a line below the title
 * @param bins ascending; may be empty
 */
public record ReliabilityChart(String title, String note, List<Bin> bins) {
  private static final int SIDE = 300;
  private static final int TOP = 84;
  private static final int COUNTS = 60;
  private static final int BETWEEN = 14;
  private static final int FOOT = 48;
  private static final SeriesStyle STYLE = new SeriesStyle(0);

  /**
   * Scores that are near each other.
   *
   * @param from the lower end
   * @param to the upper end
   * @param meanScore the mean score
   * @param share the part of them that are scores of expected labels
   * @param count how many there are
   */
  public record Bin(double from, double to, double meanScore, double share, long count) {}

  public Svg draw() {
    double width = Plot.LEFT + SIDE + Plot.RIGHT;
    Svg svg = new Svg(width, TOP + SIDE + BETWEEN + COUNTS + FOOT, title);
    svg.heading(new Point(14, 24), Svg.clip(title, 44));
    svg.text(new Point(14, 44), note, Anchor.START, Svg.FAINT);
    legend(svg);
    double bottom = TOP + SIDE;
    double foot = bottom + BETWEEN + COUNTS;
    for (int tenths = 0; tenths <= 10; tenths += 2) {
      String tick = String.format(Locale.ROOT, "%.1f", tenths / 10.0);
      double at = SIDE * tenths / 10.0;
      svg.line(new Point(x(0), bottom - at), new Point(x(1), bottom - at), Svg.GRID, 1);
      svg.line(new Point(x(0) + at, TOP), new Point(x(0) + at, bottom), Svg.GRID, 1);
      svg.text(new Point(x(0) - 8, bottom - at + 4), tick, Anchor.END, Svg.FAINT);
      svg.text(new Point(x(0) + at, foot + 18), tick, Anchor.MIDDLE, Svg.FAINT);
    }
    svg.polyline(List.of(at(0, 0), at(1, 1)), Svg.FAINT, true);
    counts(svg, foot);
    svg.polyline(
        bins.stream().map(bin -> at(bin.meanScore(), bin.share())).toList(), STYLE.colour(), false);
    for (Bin bin : bins) {
      STYLE.marker(svg, at(bin.meanScore(), bin.share()), true, tip(bin));
    }
    svg.line(new Point(x(0), foot), new Point(x(1), foot), Svg.FAINT, 1);
    svg.text(
        new Point(16, TOP + SIDE / 2.0), "Share of expected labels", Anchor.MIDDLE, Svg.FAINT, -90);
    svg.text(new Point(16, foot - COUNTS / 2.0), "Scores", Anchor.MIDDLE, Svg.FAINT, -90);
    svg.text(new Point(x(0.5), foot + 36), "Mean score", Anchor.MIDDLE, Svg.FAINT);
    return svg;
  }

  private static void legend(Svg svg) {
    double y = 64;
    svg.polyline(List.of(new Point(14, y), new Point(40, y)), STYLE.colour(), false);
    STYLE.marker(svg, new Point(27, y), true, "");
    svg.text(new Point(46, y + 4), "these scores", Anchor.START, Svg.INK);
    svg.polyline(List.of(new Point(140, y), new Point(166, y)), Svg.FAINT, true);
    svg.text(new Point(172, y + 4), "true probabilities", Anchor.START, Svg.INK);
  }

  /** Bars as high as the bin has scores for its width, so that their areas compare. */
  private void counts(Svg svg, double foot) {
    double most = bins.stream().mapToDouble(ReliabilityChart::density).max().orElse(1);
    for (Bin bin : bins) {
      double height = COUNTS * density(bin) / most;
      double left = x(bin.from()) + 0.5;
      double w = Math.max(1, x(bin.to()) - x(bin.from()) - 1);
      svg.rectangle(left, foot - height, w, height, STYLE.colour(), tip(bin));
    }
  }

  private static double density(Bin bin) {
    return bin.count() / Math.max(bin.to() - bin.from(), 1.0 / SIDE);
  }

  private static String tip(Bin bin) {
    return String.format(
        Locale.ROOT,
        "%.3f to %.3f: mean score %.3f, share %.3f, %d scores",
        bin.from(),
        bin.to(),
        bin.meanScore(),
        bin.share(),
        bin.count());
  }

  private static double x(double score) {
    return Plot.LEFT + SIDE * score;
  }

  private static Point at(double score, double share) {
    return new Point(x(score), TOP + SIDE * (1 - share));
  }
}
