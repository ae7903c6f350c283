package io.github.meshclassifier.internal.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Collects the elements of a picture. Coordinates are pixels from the top left. */
public final class Svg {
  public static final String INK = "#24292f";
  public static final String FAINT = "#57606a";
  public static final String GRID = "#d8dee4";
  public static final int TEXT = 12;
  public static final int HEADING = 15;

  private final double width;
  private final double height;
  private final StringBuilder elements = new StringBuilder();

  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  public record Point(double x, double y) {}

  /** Starts a picture on a white background, with a description in words. */
  public Svg(double width, double height, String description) {
    this.width = width;
    this.height = height;
    elements.append("<title>").append(escape(description)).append("</title>\n");
    rectangle(0, 0, width, height, "#ffffff", "");
  }

  public double width() {
    return width;
  }

  public double height() {
    return height;
  }

  /** Draws a rectangle; a tooltip, unless it is empty, is shown under the pointer. */
  public void rectangle(double x, double y, double w, double h, String colour, String tip) {
    add(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"%s",
        x, y, w, h, colour, end("rect", tip));
  }

  public void line(Point from, Point to, String colour, double strength) {
    add(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>",
        from.x, from.y, to.x, to.y, colour, strength);
  }

  public void polyline(List<Point> points, String colour, boolean dashed) {
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        points(points), colour, dashed ? " stroke-dasharray=\"6 4\"" : "");
  }

  public void polygon(List<Point> points, String fill, String stroke, String tip) {
    add(
        "<polygon points=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"%s",
        points(points), fill, stroke, end("polygon", tip));
  }

  public void circle(Point centre, double radius, String fill, String stroke, String tip) {
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"%s",
        centre.x, centre.y, radius, fill, stroke, end("circle", tip));
  }

  public void text(Point at, String text, Anchor anchor, String colour) {
    text(at, text, anchor, colour, 0);
  }

  /** Writes a text, turned by degrees around its position. */
  public void text(Point at, String text, Anchor anchor, String colour, int degrees) {
    String place = number(at.x) + " " + number(at.y);
    String turn = degrees == 0 ? "" : " transform=\"rotate(" + degrees + " " + place + ")\"";
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>",
        at.x, at.y, anchor.name().toLowerCase(Locale.ROOT), colour, turn, escape(text));
  }

  public void heading(Point at, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" font-size=\"%d\" font-weight=\"600\" fill=\"%s\">%s</text>",
        at.x, at.y, HEADING, INK, escape(text));
  }

  /** Puts a whole picture into this one. */
  public void picture(double x, double y, Svg other) {
    add(
        "<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\">\n%s</svg>",
        x, y, other.width, other.height, other.elements);
  }

  /** Adds an element; numbers among the values are written with at most one decimal. */
  private void add(String format, Object... values) {
    Object[] texts = Stream.of(values).map(v -> v instanceof Double d ? number(d) : v).toArray();
    elements.append(String.format(Locale.ROOT, format, texts)).append('\n');
  }

  private static String end(String element, String tip) {
    return tip.isEmpty() ? "/>" : "><title>" + escape(tip) + "</title></" + element + ">";
  }

  private static String points(List<Point> points) {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(number(point.x)).append(',').append(number(point.y));
    }
    return text.toString();
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * Returns approximately how wide a text of normal size is, since no font is available to measure
   * it.
   */
  public static double width(String text) {
    return text.codePoints().mapToDouble(c -> c < 0x2E80 ? 0.56 : 1).sum() * TEXT;
  }

  /** Cuts a text that has more than so many characters. */
  public static String clip(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
  }

  /** Returns a text for SVG or HTML, as content or in an attribute. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** The characters of XML 1.0, section 2.2, white space but the blank excepted. */
  private static boolean isXml(int c) {
    return (c >= ' ' && c < 0x7F)
        || (c > 0x9F && c < Character.MIN_SURROGATE)
        || (c > Character.MAX_SURROGATE && c < 0xFFFE)
        || c > 0xFFFF;
  }

  /** Returns the picture as an SVG document, or as an element of an HTML page. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%s\" height=\"%s\""
            + " viewBox=\"0 0 %s %s\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\""
            + " font-size=\"%d\">\n%s</svg>\n",
        number(width),
        number(height),
        number(width),
        number(height),
        TEXT,
        elements);
  }
}
