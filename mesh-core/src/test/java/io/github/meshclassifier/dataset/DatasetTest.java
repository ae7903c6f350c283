package io.github.meshclassifier.dataset;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final Article STROKE = article("1", "Stroke and aspirin", "Humans", "Stroke");
  private static final Article MICE = article("2", "Of mice", "Mice", "Male");

  private static Dataset dataset(Article... articles) {
    return Dataset.of(List.of(articles), LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  @Test
  void of_articlesOfAllKinds_keepsWhatCanBeLearnedFrom() {
    Dataset dataset =
        dataset(
            STROKE,
            article("3", " ", "Stroke"),
            article("4", "No headings"),
            MICE,
            article("", "Unknown", "Phlogiston"),
            article("6", "Of faith", "Islam"),
            article("7", "Of men", "Male"));
    assertThat(dataset.articles()).containsExactly(STROKE, MICE);
    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.article(1)).isEqualTo(MICE);
    assertThat(dataset.labels(0)).extracting(Label::id).containsExactly("B", "C");
    assertThat(dataset.indicators(1)).hasSize(14).containsOnlyOnce(true);
    assertThat(dataset.checkTagOnly(0)[1]).isTrue();
    assertThat(dataset.checkTagOnly(0)[2]).isFalse();
    assertThat(dataset.leftOut())
        .containsExactly(
            new Dataset.LeftOut(1, "3", Dataset.LeftOut.Reason.NO_TEXT),
            new Dataset.LeftOut(2, "4", Dataset.LeftOut.Reason.NO_HEADINGS),
            new Dataset.LeftOut(4, "", Dataset.LeftOut.Reason.UNKNOWN_HEADINGS),
            new Dataset.LeftOut(5, "6", Dataset.LeftOut.Reason.OUTSIDE_SCHEME),
            new Dataset.LeftOut(6, "7", Dataset.LeftOut.Reason.WITHOUT_ROOT));
    assertThat(dataset.leftOutCounts())
        .hasSize(5)
        .isEqualTo(
            Map.of(
                Dataset.LeftOut.Reason.NO_TEXT, 1,
                Dataset.LeftOut.Reason.NO_HEADINGS, 1,
                Dataset.LeftOut.Reason.UNKNOWN_HEADINGS, 1,
                Dataset.LeftOut.Reason.OUTSIDE_SCHEME, 1,
                Dataset.LeftOut.Reason.WITHOUT_ROOT, 1));
    assertThat(dataset).hasToString("Dataset[2 articles, 14 labels]");
  }

  @Test
  void of_labelsOfOnesOwn_negativesKeptAndCounted() {
    MeshTree mesh = MeshTree.bundled();
    LabelScheme stroke =
        LabelScheme.ofDescriptors(mesh, List.of(mesh.find("Stroke").orElseThrow()));
    Article doubtful = article("5", "Of heat", "Calorimetry", "Phlogiston");
    List<Article> articles =
        List.of(
            STROKE, MICE, doubtful, article("6", "Unknown", "Phlogiston"), Article.of("a", "b"));
    Dataset dataset = Dataset.of(articles, stroke, mesh);
    assertThat(dataset.articles()).containsExactly(STROKE, MICE, doubtful);
    assertThat(dataset.negatives()).isEqualTo(2);
    assertThat(dataset.uncertainNegatives()).isEqualTo(1);
    assertThat(dataset.labels(1)).isEmpty();
    assertThat(dataset.indicators(1)).containsExactly(false);
    assertThat(dataset.leftOutCounts())
        .isEqualTo(
            Map.of(
                Dataset.LeftOut.Reason.UNKNOWN_HEADINGS, 1, Dataset.LeftOut.Reason.NO_HEADINGS, 1));
    assertThat(dataset).hasToString("Dataset[3 articles, 2 of them negatives, 1 labels]");
    assertThat(dataset.withoutDuplicates().uncertainNegatives()).isEqualTo(1);
  }

  @Test
  void of_nothing_empty() {
    assertThat(dataset().isEmpty()).isTrue();
    assertThat(dataset().withoutDuplicates().size()).isZero();
    assertThat(dataset().duplicates()).isEmpty();
  }

  @Test
  void indicators_changed_dataSetUnchanged() {
    Dataset dataset = dataset(STROKE);
    dataset.indicators(0)[0] = true;
    dataset.checkTagOnly(0)[0] = true;
    assertThat(dataset.indicators(0)[0]).isFalse();
    assertThat(dataset.checkTagOnly(0)[0]).isFalse();
  }

  @Test
  void duplicates_byPmidThenText_groupedAndLabelsCompared() {
    Article revised = article("1", "Stroke and aspirin, revised", "Stroke");
    Article copy = article("9", "[STROKE and aspirin].", "Stroke", "Animals");
    Article unnumbered = article("", "Of mice!", "Rats");
    Article other = article("", "Of men", "Stroke");
    // The first version of 1 hides this one's twin, which is not in the data set any more.
    Article twinOfRevised = article("8", "Stroke and aspirin: revised", "Stroke");
    Dataset dataset = dataset(STROKE, revised, MICE, copy, unnumbered, other, twinOfRevised);
    assertThat(dataset.duplicates())
        .containsExactly(
            new Dataset.DuplicateGroup(
                Dataset.DuplicateGroup.MatchedBy.PMID, STROKE, List.of(revised), false),
            new Dataset.DuplicateGroup(
                Dataset.DuplicateGroup.MatchedBy.TEXT, STROKE, List.of(copy), true),
            new Dataset.DuplicateGroup(
                Dataset.DuplicateGroup.MatchedBy.TEXT, MICE, List.of(unnumbered), true));
    assertThat(dataset.withoutDuplicates().articles())
        .containsExactly(STROKE, MICE, other, twinOfRevised);
  }

  @Test
  void withoutDuplicates_noTextToCompare_keptUnlessPmidRepeats() {
    Article first = article("", "...", "Stroke");
    Article second = article("", "???", "Stroke");
    assertThat(dataset(first, second).withoutDuplicates().size()).isEqualTo(2);
    assertThat(Leakage.between(List.of(first), List.of(first)).isEmpty()).isTrue();
  }

  @Test
  void withoutDuplicates_randomCopies_noneLeftAndNothingLost() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      List<Article> articles = new ArrayList<>();
      Set<String> texts = new HashSet<>();
      Set<String> pmids = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        String pmid = random.nextBoolean() ? "" : Integer.toString(random.nextInt(40));
        String text = "text " + random.nextInt(30);
        articles.add(
            article(pmid, random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT), "l0"));
        texts.add(text);
        pmids.add(pmid);
      }
      Dataset dataset = Articles.dataset(articles, 1);
      Dataset distinct = dataset.withoutDuplicates();
      assertThat(distinct.duplicates()).isEmpty();
      assertThat(
              distinct.size()
                  + dataset.duplicates().stream().mapToInt(g -> g.dropped().size()).sum())
          .isEqualTo(60);
      // Only articles that share a PMID with an earlier one can take a text with them.
      assertThat(distinct.articles()).allMatch(articles::contains);
      assertThat(pmids).containsAll(distinct.articles().stream().map(Article::pmid).toList());
      assertThat(texts.size()).isGreaterThanOrEqualTo(distinct.size());
    }
  }

  @Test
  void records_invalidValues_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset.LeftOut(-1, "", Dataset.LeftOut.Reason.NO_TEXT));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Dataset.DuplicateGroup(
                    Dataset.DuplicateGroup.MatchedBy.PMID, STROKE, List.of(), true));
  }
}
