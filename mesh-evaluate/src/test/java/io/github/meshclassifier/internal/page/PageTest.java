package io.github.meshclassifier.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.internal.chart.Svg;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PageTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'&|`*_\\[x](y) \n\u0000\u202Eabc\uD83D \u05D0\u05D1]]>";

  private static Document xml(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    String text = html.replaceFirst("<!DOCTYPE html>", "");
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  private static int count(Document document, String element) {
    return document.getElementsByTagName(element).getLength();
  }

  private static Table table() {
    return new Table(
        List.of(
            Column.text("Run"),
            Column.figure("F1").below("All labels"),
            Column.figure("Recall").below("All labels")),
        List.of(List.of("first", "0.5", "0.25"), List.of("second run", "12.5", "")),
        List.of(List.of("mean", "6.5", "0.25")));
  }

  @Test
  void toText_everyBlock_inOrder() {
    Page page =
        new Page("Runs")
            .paragraph("All alike. " + "word ".repeat(20))
            .facts(Map.of("Seed", "7"))
            .section("Table")
            .table(table())
            .picture("p.svg", new Svg(10, 10, "p"), "left out")
            .preformatted("  a\n b\n");
    assertThat(page.toText())
        .isEqualTo(
            """
            Runs
            ====

            All alike. word word word word word word word word word word word word word word word word word
            word word word

            Seed: 7

            Table
            -----

            Run         F1, All labels  Recall, All labels

            first                  0.5                0.25
            second run            12.5

            mean                   6.5                0.25

              a
             b
            """);
  }

  @Test
  void toMarkdown_everyBlock_inOrder() {
    Page page =
        new Page("Runs")
            .paragraph("All alike.")
            .facts(Map.of("Seed", "7"))
            .section("Table")
            .table(table())
            .picture("p.svg", new Svg(10, 10, "p"), "How to read it.")
            .preformatted("  a\n b\n");
    assertThat(page.toMarkdown())
        .isEqualTo(
            """
            # Runs

            All alike.

            - Seed: 7

            ## Table

            | Run | F1, All labels | Recall, All labels |
            |:---|---:|---:|
            | first | 0.5 | 0.25 |
            | second run | 12.5 |  |
            | **mean** | 6.5 | 0.25 |

            ![How to read it.](p.svg)

                  a
                 b
            """);
  }

  @Test
  void toHtml_everyBlock_wellFormedAndSelfContained() throws Exception {
    Svg svg = new Svg(10, 10, "p");
    Page page =
        new Page("Runs")
            .facts(Map.of("Seed", "7"))
            .table(table())
            .picture("p.svg", svg, "One.")
            .picture("q.svg", svg, "Two.")
            .section("After");
    String html = page.toHtml();
    assertThat(html)
        .contains("default-src 'none'")
        .doesNotContain("<script", "script-src", "src=", "href=", "<link", "@import", "url(");
    Document document = xml(html);
    assertThat(count(document, "figure")).isEqualTo(2);
    assertThat(count(document, "svg")).isEqualTo(2);
    assertThat(count(document, "tr")).isEqualTo(5);
    NodeList heads = document.getElementsByTagName("th");
    assertThat(heads.item(0).getTextContent()).isEqualTo("All labels");
    assertThat(heads.item(0).getAttributes().getNamedItem("colspan").getNodeValue()).isEqualTo("2");
    assertThat(html).containsOnlyOnce("<div class=\"figures\">");
    assertThat(page.files("runs")).containsOnlyKeys("p.svg", "q.svg", "runs.md", "runs.html");
  }

  @Test
  void toHtml_sortableTable_scriptAndButtons() throws Exception {
    String html = new Page("Runs").sortableTable(table()).toHtml();
    Document document = xml(html);
    assertThat(count(document, "script")).isOne();
    assertThat(count(document, "button")).isEqualTo(3);
    assertThat(html).contains("script-src 'unsafe-inline'").doesNotContain("src=", "href=");
  }

  @Test
  void renderings_hostileText_staysText() throws Exception {
    Page page =
        new Page(HOSTILE)
            .paragraph(HOSTILE)
            .facts(Map.of(HOSTILE, HOSTILE))
            .section(HOSTILE)
            .sortableTable(
                new Table(
                    List.of(Column.text(HOSTILE), Column.figure(HOSTILE).below(HOSTILE)),
                    List.of(List.of(HOSTILE, HOSTILE)),
                    List.of(List.of(HOSTILE, HOSTILE))))
            .picture("p.svg", new Svg(10, 10, HOSTILE), HOSTILE)
            .preformatted(HOSTILE);
    Document document = xml(page.toHtml());
    assertThat(count(document, "script")).isOne();
    assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("<script>alert(1)</script>\"'&|`*_\\[x](y)   \uFFFDabc\uFFFD \u05D0\u05D1]]>");
    String markdown = page.toMarkdown();
    assertThat(markdown.lines().filter(line -> !line.startsWith("    ")))
        .noneMatch(line -> line.contains("<"));
    assertThat(markdown.lines().filter(line -> line.startsWith("|")))
        .hasSize(4)
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 3);
    assertThat(page.toText().codePoints())
        .noneMatch(c -> c != '\n' && Character.isISOControl(c))
        .doesNotContain(0x202E);
  }

  @Test
  void toHtml_anyCharacters_wellFormed() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < 20; c++) {
        int bound = random.nextBoolean() ? 0x100 : 0x10000;
        text.append((char) random.nextInt(bound));
      }
      String name = text.toString();
      Table table = new Table(List.of(Column.text(name)), List.of(List.of(name)));
      xml(new Page(name).paragraph(name).table(table).preformatted(name).toHtml());
    }
  }

  @Test
  void table_rowOfAnotherWidth_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table(List.of(Column.text("a")), List.of(List.of("1", "2"))))
        .withMessage("expected 1 cells in a row, one for each column, found [1, 2]");
  }
}
