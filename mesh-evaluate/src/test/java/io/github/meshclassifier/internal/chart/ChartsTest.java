package io.github.meshclassifier.internal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.internal.chart.Svg.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartsTest {
  private static final SeriesStyle STYLE = new SeriesStyle(0);

  private static Document xml(Svg svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg.toString())));
  }

  private static List<Element> elements(Document document, String name) {
    return IntStream.range(0, document.getElementsByTagName(name).getLength())
        .mapToObj(i -> (Element) document.getElementsByTagName(name).item(i))
        .toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static void assertInside(Svg svg) throws Exception {
    Document document = xml(svg);
    for (Element rect : elements(document, "rect")) {
      assertThat(number(rect, "x") + number(rect, "width")).isLessThanOrEqualTo(svg.width());
      assertThat(number(rect, "y") + number(rect, "height")).isLessThanOrEqualTo(svg.height());
    }
    for (Element text : elements(document, "text")) {
      assertThat(number(text, "x")).isBetween(0.0, svg.width());
      assertThat(number(text, "y")).isBetween(0.0, svg.height());
    }
    for (Element circle : elements(document, "circle")) {
      assertThat(number(circle, "cx")).isBetween(0.0, svg.width());
      assertThat(number(circle, "cy")).isBetween(0.0, svg.height());
    }
  }

  @Test
  void rowChart_bars_areAsLongAsTheirValues() throws Exception {
    RowChart.Row row =
        new RowChart.Row(
            "a",
            "",
            List.of(
                new RowChart.Bar(STYLE, 0, 30, "first"),
                new RowChart.Bar(STYLE, 30, 40, "second")));
    List<Element> bars =
        elements(xml(new RowChart("t", "v", 40, List.of(), List.of(row)).draw()), "rect").stream()
            .filter(Element::hasChildNodes)
            .toList();
    assertThat(bars).hasSize(2);
    double first = number(bars.get(0), "width");
    double second = number(bars.get(1), "width");
    assertThat(first / second).isCloseTo(3, within(0.01));
    assertThat(number(bars.get(1), "x")).isCloseTo(number(bars.get(0), "x") + first, within(0.11));
  }

  @Test
  void rowChart_valuesThatAreNoNumbers_leftOut() throws Exception {
    RowChart.Row row =
        new RowChart.Row(
            "a",
            "",
            List.of(
                new RowChart.Span(Svg.INK, Double.NaN, Double.NaN, true),
                new RowChart.Dot(STYLE, Double.NaN, true, "none"),
                new RowChart.Dot(STYLE, 0.5, true, "one")));
    Svg svg = new RowChart("t", "v", 1, List.of(), List.of(row)).draw();
    assertThat(elements(xml(svg), "circle")).hasSize(1);
    assertThat(svg.toString()).doesNotContain("NaN");
  }

  @Test
  void charts_manyLongNames_stayInside() throws Exception {
    List<RowChart.Row> rows = new ArrayList<>();
    List<ScatterChart.Dot> dots = new ArrayList<>();
    List<SquareChart> squares = new ArrayList<>();
    List<Plot.Key> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String name = "A heading of MeSH with a very long name, no. ".repeat(3) + i;
      SeriesStyle style = new SeriesStyle(i);
      rows.add(
          new RowChart.Row(name, "1,000,000", List.of(new RowChart.Dot(style, 1, true, name))));
      dots.add(new ScatterChart.Dot(name, 1 + i % 7 * 1e5, i / 60.0, name));
      squares.add(square(name));
      if (i < 9) {
        keys.add(new Plot.Key(name, style, i % 2 == 0 ? Plot.Kind.DOT : Plot.Kind.HOLLOW_DOT));
      }
    }
    assertInside(new RowChart("t", "v", 1, keys, rows).draw());
    assertInside(new ScatterChart("t", "v", "h", dots).draw());
    assertInside(SquareChart.drawSmall("t", squares));
    assertInside(square("one").draw());
  }

  private static SquareChart square(String title) {
    return new SquareChart(
        title,
        "v",
        "h",
        List.of(new Plot.Key("k", STYLE, Plot.Kind.LINE)),
        List.of(new SquareChart.Curve(STYLE, true, List.of(new Point(0, 0), new Point(1, 1)))),
        List.of(new SquareChart.Dot(STYLE, new Point(0, 1), true, "tip")));
  }

  @Test
  void squareChart_points_lieInProportion() throws Exception {
    Document document = xml(square("one").draw());
    Element curve = elements(document, "polyline").get(1);
    String[] ends = curve.getAttribute("points").split("[ ,]", -1);
    assertThat(Double.parseDouble(ends[2]) - Double.parseDouble(ends[0]))
        .isEqualTo(Double.parseDouble(ends[1]) - Double.parseDouble(ends[3]))
        .isEqualTo(394);
  }

  @Test
  void scatterChart_crowdedPoints_namesDoNotOverlap() throws Exception {
    List<ScatterChart.Dot> dots = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      dots.add(new ScatterChart.Dot("n" + i, 100 + i % 8, 0.5 + i * 0.003, ""));
    }
    List<Element> names =
        elements(xml(new ScatterChart("t", "v", "h", dots).draw()), "text").stream()
            .filter(text -> text.getTextContent().matches("n\\d+"))
            .toList();
    assertThat(names).hasSizeBetween(1, 39);
    for (Element name : names) {
      for (Element other : names) {
        assertThat(
                name.equals(other)
                    || Math.abs(number(name, "x") - number(other, "x")) > 13
                    || Math.abs(number(name, "y") - number(other, "y")) > 11)
            .isTrue();
      }
    }
  }

  @Test
  void barChart_givenMost_fillsThePlot() throws Exception {
    BarChart chart =
        new BarChart(
            "t",
            "v",
            "h",
            List.of(new BarChart.Group("a", "")),
            List.of(new BarChart.Series("s", STYLE, List.of(0.25))));
    assertThat(height(chart.draw(0.25))).isGreaterThan(3 * height(chart.draw()));
  }

  private static double height(Svg svg) throws Exception {
    return elements(xml(svg), "rect").stream()
        .filter(Element::hasChildNodes)
        .mapToDouble(bar -> number(bar, "height"))
        .max()
        .orElseThrow();
  }
}
