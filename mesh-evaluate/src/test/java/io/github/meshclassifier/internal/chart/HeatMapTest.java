package io.github.meshclassifier.internal.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HeatMapTest {
  private static Element draw(List<String> names, List<List<Double>> values) throws Exception {
    String svg = new HeatMap("Title", "rows", "columns", names, values).draw().toString();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  private static List<String> texts(Element svg) {
    NodeList texts = svg.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent())
        .toList();
  }

  private static List<String> tips(Element svg) {
    NodeList titles = svg.getElementsByTagName("title");
    return IntStream.range(1, titles.getLength())
        .mapToObj(
            i ->
                ((Element) titles.item(i).getParentNode()).getAttribute("fill")
                    + " "
                    + titles.item(i).getTextContent())
        .toList();
  }

  @Test
  void draw_fewNames_valuesWrittenAndDarkerTheHigher() throws Exception {
    Element svg = draw(List.of("a", "b"), List.of(List.of(1.0, 1.0), List.of(0.0, 1.0)));
    assertThat(tips(svg)).containsExactly("#004c78 a, b: 1.000", "#ffffff b, a: 0.000");
    assertThat(texts(svg))
        .containsSubsequence("Title", "columns", "rows", "a", "a", "b", "b", "100", "0")
        .contains("20%", "100%");
  }

  @Test
  void draw_manyLongNames_everythingWithinThePicture() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      names.add("a name that is too long to be shown as it is " + i);
    }
    Element svg = draw(names, Collections.nCopies(40, Collections.nCopies(40, 0.5)));
    double width = Double.parseDouble(svg.getAttribute("width"));
    double height = Double.parseDouble(svg.getAttribute("height"));
    NodeList rectangles = svg.getElementsByTagName("rect");
    // The ground, the cells, and the legend with its edge.
    assertThat(rectangles.getLength()).isEqualTo(1 + 40 * 40 + 7);
    for (int i = 0; i < rectangles.getLength(); i++) {
      Element rectangle = (Element) rectangles.item(i);
      assertThat(number(rectangle, "x") + number(rectangle, "width")).isLessThanOrEqualTo(width);
      assertThat(number(rectangle, "y") + number(rectangle, "height")).isLessThanOrEqualTo(height);
    }
    assertThat(texts(svg)).doesNotContain("50").anyMatch(text -> text.endsWith("\u2026"));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
