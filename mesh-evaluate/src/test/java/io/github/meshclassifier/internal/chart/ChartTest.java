package io.github.meshclassifier.internal.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
  /** Coordinates have one decimal. */
  private static final Offset<Double> ROUNDED = Offset.offset(0.11);

  private static Document xml(Svg svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg.toString())));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static LineChart lines(List<Plot.Key> keys, List<LineChart.Line> lines) {
    return new LineChart("t", "v", "Epoch", keys, lines);
  }

  @Test
  void barChart_heights_areTheValues() throws Exception {
    List<BarChart.Series> series =
        List.of(
            new BarChart.Series("a", new SeriesStyle(0), List.of(0.5, 1.0, 0.0)),
            new BarChart.Series("b", new SeriesStyle(1), List.of(0.25, 0.125, 0.75)));
    List<BarChart.Group> groups =
        Stream.of("A", "B", "C").map(name -> new BarChart.Group(name, "40")).toList();
    Document chart = xml(new BarChart("t", "F1", "Label", groups, series).draw());
    List<Element> bars = elements(chart, "rect").stream().filter(Element::hasChildNodes).toList();
    assertThat(bars)
        .extracting(Element::getTextContent)
        .containsExactly(
            "a, A: 0.500",
            "b, A: 0.250",
            "a, B: 1.000",
            "b, B: 0.125",
            "a, C: 0.000",
            "b, C: 0.750");
    double[] expected = {100, 50, 200, 25, 0, 150};
    for (int i = 0; i < bars.size(); i++) {
      assertThat(number(bars.get(i), "height")).isCloseTo(expected[i], ROUNDED);
      assertThat(bars.get(i).getAttribute("fill")).isEqualTo(new SeriesStyle(i % 2).colour());
    }
  }

  @Test
  void lineChart_values_lieBetweenTheTicks() throws Exception {
    Document document =
        xml(
            lines(
                    List.of(),
                    List.of(
                        LineChart.Line.ofEpochs(
                            "x", new SeriesStyle(0), false, List.of(0.2, 0.4, 0.3)),
                        LineChart.Line.ofEpochs(
                            "y", new SeriesStyle(1), true, List.of(Double.NaN, 0.25))))
                .draw(0));
    List<Double> heights =
        Pattern.compile(",([0-9.]+)")
            .matcher(elements(document, "polyline").get(0).getAttribute("points"))
            .results()
            .map(point -> Double.valueOf(point.group(1)))
            .toList();
    assertThat(heights).hasSize(3);
    double lowest = heights.get(0);
    double highest = heights.get(1);
    assertThat(lowest - highest).isCloseTo(200, ROUNDED);
    assertThat(heights.get(2)).isCloseTo((lowest + highest) / 2, ROUNDED);
    assertThat(elements(document, "polyline").get(1).getAttribute("points")).doesNotContain(" ");
    assertThat(elements(document, "polyline").get(1).getAttribute("stroke-dasharray")).isNotEmpty();
  }

  @Test
  void lineChart_valuesThatAreNoNumbers_leftOut() throws Exception {
    List<Double> none = List.of(Double.NaN, Double.POSITIVE_INFINITY);
    Document document =
        xml(
            lines(List.of(), List.of(LineChart.Line.ofEpochs("x", new SeriesStyle(0), false, none)))
                .draw(0));
    assertThat(elements(document, "polyline").get(0).getAttribute("points")).isEmpty();
  }

  @Test
  void charts_manyLongNames_nothingOutsideThePicture() throws Exception {
    List<Plot.Key> keys = new ArrayList<>();
    List<LineChart.Line> lines = new ArrayList<>();
    List<BarChart.Series> series = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String name = "a run with rather a long name, number " + i;
      SeriesStyle style = new SeriesStyle(i);
      keys.add(new Plot.Key(name, style, Plot.Kind.LINE));
      double offset = i / 10.0;
      List<Double> values = IntStream.range(0, 40).mapToObj(e -> offset + 1.0 / (e + 1)).toList();
      lines.add(LineChart.Line.ofEpochs(name, style, i % 2 == 0, values));
      series.add(
          new BarChart.Series(
              name, style, IntStream.range(0, 60).mapToObj(label -> label / 60.0).toList()));
    }
    List<BarChart.Group> groups =
        IntStream.range(0, 60)
            .mapToObj(i -> new BarChart.Group("A long heading no. " + i, "400"))
            .toList();
    for (Svg svg :
        List.of(
            lines(keys, lines).draw(0), new BarChart("t", "F1", "Label", groups, series).draw())) {
      Document document = xml(svg);
      for (Element rect : elements(document, "rect")) {
        assertThat(number(rect, "x") + number(rect, "width")).isLessThanOrEqualTo(svg.width());
        assertThat(number(rect, "height")).isNotNegative();
      }
      for (Element text : elements(document, "text")) {
        assertThat(number(text, "y")).isBetween(0.0, svg.height());
        assertThat(number(text, "x")).isBetween(0.0, svg.width());
      }
    }
  }

  @Test
  void charts_hostileNames_stayWellFormed() throws Exception {
    String name = "<svg onload=\"x\">&|`\\ \u0000\uD83D\n]]>";
    SeriesStyle style = new SeriesStyle(0);
    for (Svg svg :
        List.of(
            lines(
                    List.of(new Plot.Key(name, style, Plot.Kind.LINE)),
                    List.of(LineChart.Line.ofEpochs(name, style, false, List.of(1.0, 2.0))))
                .draw(0),
            new BarChart(
                    name,
                    name,
                    name,
                    List.of(new BarChart.Group(name, name)),
                    List.of(new BarChart.Series(name, style, List.of(0.5))))
                .draw())) {
      assertThat(elements(xml(svg), "svg"))
          .hasSize(1)
          .noneMatch(element -> element.hasAttribute("onload"));
    }
  }
}
