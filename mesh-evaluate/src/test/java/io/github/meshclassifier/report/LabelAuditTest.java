package io.github.meshclassifier.report;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Articles;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.report.LabelAudit.HeadingCount;
import io.github.meshclassifier.report.LabelAudit.LabelCount;
import io.github.meshclassifier.report.LabelAudit.TextLengths;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LabelAuditTest {
  private static final MeshTree MESH = MeshTree.bundled();
  private static final LabelScheme ROOTS = LabelScheme.fourteenRoots();
  private static final int B = ROOTS.indexOf("B");
  private static final int C = ROOTS.indexOf("C");

  /** Stroke is C, Humans and Mice are B, Aged is M, Islam is K, Monograph is V. */
  private static final List<Article> FEW =
      List.of(
          article("1", "one two three", "Humans", "Stroke", "Female", "Islam"),
          article("2", "one", "Mice", "Stroke", "Phlogiston | deficiency"),
          article("3", "one two", "Humans", "Aged", "Female", "Islam", "Monograph"),
          article("4", "one two three four", "Escherichia coli", "Humans"),
          article("5", "only faith", "Islam"),
          article("6", " ", "Stroke"),
          article("7", "nothing"));

  @Test
  void of_fewArticles_countedByHand() {
    LabelAudit audit = LabelAudit.of(FEW, ROOTS, MESH);
    assertThat(audit.articles()).isEqualTo(7);
    assertThat(audit.labelled()).isEqualTo(4);
    assertThat(audit.leftOut())
        .isEqualTo(
            Map.of(
                Dataset.LeftOut.Reason.NO_TEXT, 1,
                Dataset.LeftOut.Reason.NO_HEADINGS, 1,
                Dataset.LeftOut.Reason.OUTSIDE_SCHEME, 1));
    assertThat(audit.labels()).hasSize(14);
    assertThat(audit.labels().get(B))
        .isEqualTo(new LabelCount(ROOTS.labels().get(B), 4, 3, 4))
        .extracting(LabelCount::prevalence, LabelCount::checkTagShare)
        .containsExactly(1.0, 0.75);
    assertThat(audit.labels().get(C)).isEqualTo(new LabelCount(ROOTS.labels().get(C), 2, 0, 4));
    assertThat(audit.labels().get(0).checkTagShare()).isZero();
    // B four times, C twice, M once; three of B and that of M are from check tags alone.
    assertThat(audit.checkTagShare()).isEqualTo(4 / 7.0);
    assertThat(audit.meanLabels()).isEqualTo(7 / 4.0);
    assertThat(audit.labelsPerArticle()).isEqualTo(Map.of(1, 1, 2, 3));
    assertThat(audit.distinctLabelSets()).isEqualTo(3);
    assertThat(audit.coOccurrences(B, C)).isEqualTo(2);
    assertThat(audit.coOccurrences(C, B)).isEqualTo(2);
    assertThat(audit.coOccurrences(B, B)).isEqualTo(4);
    assertThat(audit.conditional(B, C)).isEqualTo(0.5);
    assertThat(audit.conditional(C, B)).isEqualTo(1);
    assertThat(audit.conditional(0, B)).isZero();
    assertThat(audit.headings()).isEqualTo(16);
    assertThat(audit.distinctHeadings()).isEqualTo(9);
    assertThat(audit.unknownHeadings())
        .containsExactly(new HeadingCount("Phlogiston | deficiency", 1));
    assertThat(audit.headingsWithoutPlace()).containsExactly(new HeadingCount("Female", 2));
    assertThat(audit.headingsOutsideScheme())
        .containsExactly(new HeadingCount("Islam", 3), new HeadingCount("Monograph", 1));
    assertThat(audit.outsideSchemeByRoot()).isEqualTo(Map.of(MeshRoot.K, 3, MeshRoot.V, 1));
    assertThat(audit.textLengths()).isEqualTo(new TextLengths(2, 4, 4, 4));
    assertThat(audit).hasToString("LabelAudit[4 of 7 articles labelled]");
  }

  @Test
  void of_labelsOfOnesOwn_negativesCounted() {
    LabelScheme scheme =
        LabelScheme.ofDescriptors(MESH, List.of(MESH.find("Stroke").orElseThrow()));
    List<Article> articles = new ArrayList<>(FEW);
    articles.add(article("8", "one", "Calorimetry", "Phlogiston"));
    articles.add(article("9", "one", "Phlogiston"));
    LabelAudit audit = LabelAudit.of(articles, scheme, MESH);
    assertThat(audit.labelled()).isEqualTo(6);
    assertThat(audit.negatives()).isEqualTo(4);
    assertThat(audit.uncertainNegatives()).isEqualTo(1);
    assertThat(audit.labels().get(0).prevalence()).isEqualTo(2 / 6.0);
    assertThat(audit.labelsPerArticle()).isEqualTo(Map.of(0, 4, 1, 2));
    assertThat(audit.meanLabels()).isEqualTo(2 / 6.0);
    assertThat(audit.distinctLabelSets()).isEqualTo(2);
    assertThat(audit.leftOut())
        .isEqualTo(
            Map.of(
                Dataset.LeftOut.Reason.NO_TEXT, 1,
                Dataset.LeftOut.Reason.NO_HEADINGS, 1,
                Dataset.LeftOut.Reason.UNKNOWN_HEADINGS, 1));
    assertThat(audit.toMarkdown())
        .contains("| with a text and known labels | 6 |")
        .contains("| of these, no label applies (negatives) | 4 |")
        .contains("| of these, with unknown headings | 1 |");
    assertThat(LabelAudit.of(FEW, ROOTS, MESH).toMarkdown()).doesNotContain("negatives");
    assertThat(LabelAudit.of(Dataset.of(articles, scheme, MESH)).negatives()).isEqualTo(4);
  }

  @Test
  void ofDataset_sameArticles_sameLabels() {
    LabelAudit direct = LabelAudit.of(FEW, ROOTS, MESH);
    LabelAudit audit = LabelAudit.of(Dataset.of(FEW, ROOTS, MESH));
    assertThat(audit.labels()).isEqualTo(direct.labels());
    assertThat(audit.leftOut()).isEqualTo(direct.leftOut());
    assertThat(audit.articles()).isEqualTo(7);
    assertThat(audit.headingsOutsideScheme())
        .containsExactly(new HeadingCount("Islam", 2), new HeadingCount("Monograph", 1));
  }

  @Test
  void ofDataset_nothingLeftOut_noReasons() {
    LabelAudit audit = LabelAudit.of(Dataset.of(FEW.subList(0, 2), ROOTS, MESH));
    assertThat(audit.leftOut()).isEmpty();
    assertThat(audit.toMarkdown()).doesNotContain("left out");
  }

  @Test
  void of_realArticles_asCountedInThePlainestWay() throws IOException {
    List<Article> articles = Articles.real();
    for (LabelScheme scheme : List.of(ROOTS, LabelScheme.ofLevel(MESH, 2))) {
      LabelAudit audit = LabelAudit.of(articles, scheme, MESH);
      int[][] together = new int[scheme.size()][scheme.size()];
      int[] alone = new int[scheme.size()];
      Set<List<Integer>> sets = new HashSet<>();
      for (Article article : articles) {
        if (scheme.label(article, MESH) instanceof Labelled labelled) {
          List<Integer> indices =
              labelled.labels().stream().map(label -> scheme.indexOf(label.id())).toList();
          sets.add(indices);
          for (int first : indices) {
            for (int second : indices) {
              together[first][second]++;
            }
          }
          labelled.checkTagOnly().forEach(label -> alone[scheme.indexOf(label.id())]++);
        }
      }
      assertThat(audit.distinctLabelSets()).isEqualTo(sets.size());
      for (int first = 0; first < scheme.size(); first++) {
        assertThat(audit.labels().get(first).articles()).isEqualTo(together[first][first]);
        assertThat(audit.labels().get(first).checkTagOnly()).isEqualTo(alone[first]);
        for (int second = 0; second < scheme.size(); second++) {
          assertThat(audit.coOccurrences(first, second)).isEqualTo(together[first][second]);
        }
      }
    }
  }

  @Test
  void toMarkdown_fewArticles_tablesWhole() {
    String markdown = LabelAudit.of(FEW, ROOTS, MESH).toMarkdown();
    assertThat(markdown)
        .startsWith("# Label audit\n\n|  |  |\n|:---|---:|\n| Articles | 7 |\n")
        .contains("| left out: no text | 1 |", "| Labels from check tags alone | 57.1% |")
        .contains("| B | Organisms | 4 | 100.0% | 75.0% |")
        .contains("| 2 | 3 | 75.0% |")
        .contains("| Phlogiston \\| deficiency | 1 |")
        .contains("| K Humanities | 3 |");
    assertThat(markdown.lines().filter(line -> line.startsWith("| C | ")).skip(1).findFirst())
        .hasValue("| C | 0 | 100 |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |");
    assertEveryTableSquare(markdown);
  }

  @Test
  void toMarkdown_manyLabels_mostFrequentAndPairs() throws IOException {
    String markdown =
        LabelAudit.of(Articles.real(), LabelScheme.ofLevel(MESH, 3), MESH).toMarkdown();
    assertThat(markdown)
        .contains("The most frequent pairs.", "less frequent labels.", "less frequent headings.")
        .contains("| B01.050 Animals |");
    assertThat(markdown.lines().count()).isLessThan(400);
    assertEveryTableSquare(markdown);
  }

  private static void assertEveryTableSquare(String markdown) {
    int columns = 0;
    for (String line : markdown.split("\n", -1)) {
      int cells = line.replace("\\|", "").replaceAll("[^|]", "").length();
      assertThat(columns == 0 || cells == 0 || cells == columns).as(line).isTrue();
      columns = cells;
    }
  }

  @Test
  void toSvg_manyLabels_wellFormedAndWithinThePicture() throws Exception {
    List<Article> articles = new ArrayList<>(FEW);
    for (LabelScheme scheme :
        List.of(
            ROOTS,
            LabelScheme.ofLevel(MESH, 2),
            LabelScheme.ofHeadings(List.of("Humans", "A & <B> with a name that is very long")))) {
      Document picture = parse(LabelAudit.of(articles, scheme, MESH).toSvg());
      Element svg = picture.getDocumentElement();
      double width = Double.parseDouble(svg.getAttribute("width"));
      double height = Double.parseDouble(svg.getAttribute("height"));
      assertThat(width).isBetween(400.0, 1400.0);
      assertThat(height).isBetween(400.0, 2000.0);
      IntStream.range(0, svg.getElementsByTagName("svg").getLength())
          .mapToObj(i -> (Element) svg.getElementsByTagName("svg").item(i))
          .forEach(
              inner -> {
                // Lengths are written with one decimal.
                assertThat(number(inner, "x") + number(inner, "width"))
                    .isLessThanOrEqualTo(width + 0.2);
                assertThat(number(inner, "y") + number(inner, "height"))
                    .isLessThanOrEqualTo(height + 0.2);
              });
    }
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void of_noArticles_nothingCounted() throws Exception {
    LabelAudit audit = LabelAudit.of(List.of(), ROOTS, MESH);
    assertThat(audit.checkTagShare()).isZero();
    assertThat(audit.meanLabels()).isZero();
    assertThat(audit.textLengths()).isEqualTo(new TextLengths(0, 0, 0, 0));
    assertThat(audit.toMarkdown()).doesNotContain("NaN").contains("| Articles | 0 |");
    assertThat(parse(audit.toSvg()).getDocumentElement().getTagName()).isEqualTo("svg");
  }

  @Test
  void labels_noSuchIndex_rejected() {
    LabelAudit audit = LabelAudit.of(FEW, ROOTS, MESH);
    assertThatThrownBy(() -> audit.coOccurrences(0, 14))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> audit.conditional(-1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelCount(ROOTS.labels().get(0), 2, 3, 5));
  }
}
