package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PredictionTableTest {
  private static final Article ARTICLE =
      new Article(
          "1",
          "A title",
          "",
          List.of(
              new Article.Heading("", "Humans"),
              new Article.Heading("", "Female"),
              new Article.Heading("", "Coronavirus Infections"),
              new Article.Heading("", "Myocardial Infarction"),
              new Article.Heading("", "Neoplasms")),
          OptionalInt.of(2020));

  private static Prediction prediction(String... idsAndScores) {
    List<LabelScore> scores = new ArrayList<>();
    for (int i = 0; i < idsAndScores.length; i += 2) {
      Label label =
          LabelScheme.fourteenRoots()
              .labels()
              .get(LabelScheme.fourteenRoots().indexOf(idsAndScores[i]));
      scores.add(new LabelScore(label, Double.parseDouble(idsAndScores[i + 1]), 0.5));
    }
    return Prediction.of(scores, 300, true, 1);
  }

  @Test
  void of_article_showsModelBesideIndexers() {
    String table =
        PredictionTable.of(
            ARTICLE, prediction("C", "0.97", "E", "0.6", "B", "0.1"), MeshTree.bundled());
    assertThat(table.lines())
        .containsExactly(
            "PMID 1 (2020): A title",
            "",
            "     Category                        Probability            Model  Headings that"
                + " indexers gave",
            "  C  Diseases                        ############### 0.970    *    Coronavirus"
                + " Infections +2",
            "  E  Analytical, Diagnostic and...   #########...... 0.600    *",
            "  B  Organisms                       ##............. 0.100         Humans",
            "",
            "  2 categories given by indexers, 2 predicted, 1 in common.",
            "  Its end was not read: it has 300 tokens.");
  }

  @Test
  void of_articleWithoutHeadings_comparesNothing() {
    Article article = Article.of("A title without headings", "text");
    assertThat(PredictionTable.of(article, prediction("C", "0.97"), MeshTree.bundled()))
        .startsWith("A title without headings")
        .contains("1 categories predicted; the article has no headings to compare with.");
  }

  @Test
  void of_longTitleAndNames_staysWithinHundredColumns() {
    Article article =
        new Article(
            "2",
            "word ".repeat(60),
            "",
            List.of(
                new Article.Heading("", "Intensive Care Units, Neonatal"),
                new Article.Heading("", "Outcome and Process Assessment, Health Care"),
                new Article.Heading("", "Health Services Needs and Demand")),
            OptionalInt.empty());
    assertThat(
            PredictionTable.of(article, prediction("N", "1.0", "I", "0"), MeshTree.bundled())
                .lines())
        .allMatch(line -> line.length() <= 100);
  }
}
