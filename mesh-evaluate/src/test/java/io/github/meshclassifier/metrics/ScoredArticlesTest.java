package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoredArticlesTest {
  private static final List<String> LABELS = List.of("A", "B", "C");

  private static boolean[] flags(int... values) {
    boolean[] flags = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      flags[i] = values[i] == 1;
    }
    return flags;
  }

  /** Two articles, of which the second has its label A ignored. */
  private static ScoredArticles twoArticles() {
    return ScoredArticles.builder(LABELS)
        .add(flags(1, 0, 1), new float[] {0.9f, 0.6f, 0.2f})
        .add(flags(1, 1, 0), new float[] {0.1f, 0.7f, 0.3f}, flags(1, 0, 0))
        .build();
  }

  @Test
  void cells_asAdded_areReturned() {
    ScoredArticles articles = twoArticles();
    assertThat(articles.labels()).isEqualTo(LABELS);
    assertThat(articles.size()).isEqualTo(2);
    assertThat(articles.score(0, 1)).isEqualTo(0.6f);
    assertThat(articles.score(1, 0)).isEqualTo(0.1f);
    assertThat(articles.isExpected(0, 2)).isTrue();
    assertThat(articles.isExpected(1, 2)).isFalse();
    assertThat(articles.isIgnored(0, 0)).isFalse();
    assertThat(articles.isIgnored(1, 0)).isTrue();
    assertThat(articles).hasToString("ScoredArticles[2 articles, 3 labels]");
  }

  @Test
  void add_arraysChangedAfterwards_keepsWhatWasAdded() {
    List<String> labels = new ArrayList<>(LABELS);
    boolean[] expected = flags(1, 0, 0);
    float[] scores = {0.5f, 0.5f, 0.5f};
    boolean[] ignored = flags(0, 0, 1);
    ScoredArticles.Builder builder = ScoredArticles.builder(labels).add(expected, scores, ignored);
    ScoredArticles first = builder.build();
    labels.clear();
    expected[0] = false;
    scores[0] = 0;
    ignored[2] = false;
    ScoredArticles both = builder.add(flags(0, 0, 0), scores).build();

    assertThat(first.size()).isEqualTo(1);
    for (ScoredArticles articles : List.of(first, both)) {
      assertThat(articles.labels()).isEqualTo(LABELS);
      assertThat(articles.isExpected(0, 0)).isTrue();
      assertThat(articles.score(0, 0)).isEqualTo(0.5f);
      assertThat(articles.isIgnored(0, 2)).isTrue();
    }
    assertThat(both.size()).isEqualTo(2);
  }

  @Test
  void add_manyArticles_growsAndKeepsAll() {
    ScoredArticles.Builder builder = ScoredArticles.builder(LABELS);
    for (int i = 0; i <= 1000; i++) {
      builder.add(
          flags(i % 2, 0, 1), new float[] {i / 1000f, 0, 1}, flags(0, i % 3 == 0 ? 1 : 0, 0));
    }
    ScoredArticles articles = builder.build();
    assertThat(articles.size()).isEqualTo(1001);
    for (int i = 0; i <= 1000; i++) {
      assertThat(articles.score(i, 0)).isEqualTo(i / 1000f);
      assertThat(articles.isExpected(i, 0)).isEqualTo(i % 2 == 1);
      assertThat(articles.isIgnored(i, 1)).isEqualTo(i % 3 == 0);
    }
  }

  @Test
  void add_refusedArticle_leavesBuilderAsItWas() {
    ScoredArticles.Builder builder =
        ScoredArticles.builder(LABELS).add(flags(1, 0, 0), new float[] {1, 0, 0});
    assertThatThrownBy(() -> builder.add(flags(1, 0), new float[] {1, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("article 2: expected 3 expected labels, one for each label, found 2");
    assertThatThrownBy(() -> builder.add(flags(1, 0, 0), new float[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("article 2: expected 3 scores, one for each label, found 2");
    assertThatThrownBy(() -> builder.add(flags(1, 0, 0), new float[] {1, 0, 0}, flags(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("article 2: expected 3 ignored labels, one for each label, found 1");
    assertThatThrownBy(() -> builder.add(flags(1, 0, 0), new float[] {1, 0, -3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "article 2: score of label 'C' must be a probability in [0, 1], was -3.0; logits need"
                + " the sigmoid first");
    assertThatThrownBy(() -> builder.add(flags(1, 0, 0), new float[] {Float.NaN, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was NaN; the model computed no number");
    assertThat(builder.build().size()).isEqualTo(1);
  }

  @Test
  void builder_badLabels_refused() {
    assertThatThrownBy(() -> ScoredArticles.builder(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScoredArticles.builder(List.of("A", " ")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScoredArticles.builder(List.of("A", "A")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label 'A' is given twice, expected distinct ids");
  }

  @Test
  void build_withoutArticle_refused() {
    assertThatThrownBy(() -> ScoredArticles.builder(LABELS).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("scored articles need at least one article, found none");
  }

  @Test
  void cell_outside_refused() {
    ScoredArticles articles = twoArticles();
    assertThatThrownBy(() -> articles.score(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> articles.isExpected(-1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> articles.isIgnored(0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("article 0, label 3, expected an article below 2 and a label below 3");
  }

  @Test
  void evaluate_withIgnoredCell_countsNoDecisionThere() {
    Evaluation evaluation = twoArticles().evaluate(Thresholds.DEFAULT);
    assertThat(evaluation.perLabel())
        .containsExactly(
            new LabelEvaluation("A", 1, 0, 0, 0),
            new LabelEvaluation("B", 1, 1, 0, 0),
            new LabelEvaluation("C", 0, 0, 1, 1));
    // Five decisions, of which those on B and C of the first article are wrong.
    assertThat(evaluation.hammingLoss()).isCloseTo(2 / 5.0, within(1e-15));
    assertThat(evaluation.micro().f1()).isCloseTo(2 * 2 / (2 * 2 + 1 + 1.0), within(1e-15));
    // Without A, the second article has its only label B right.
    assertThat(evaluation.subsetAccuracy()).isEqualTo(0.5);
    assertThat(evaluation.samples().f1()).isCloseTo((0.5 + 1) / 2, within(1e-15));
    assertThat(evaluation.articleCount()).isEqualTo(2);
  }

  @Test
  void evaluate_ignoredCells_areSeenByNoMetric() {
    for (long seed = 0; seed < 40; seed++) {
      RandomScores random = RandomScores.of(seed);
      ScoredArticles articles = random.set();
      for (int article = 0; article < random.articles(); article++) {
        for (int label = 0; label < random.labels(); label++) {
          if (random.ignored()[article][label]) {
            random.expected()[article][label] ^= true;
            random.scores()[article][label] = 1 - random.scores()[article][label];
          }
        }
      }
      ScoredArticles changed = random.set();
      for (Metric metric : Metric.values()) {
        assertThat(metric.of(changed, Thresholds.DEFAULT))
            .as("%s, seed %d", metric, seed)
            .isEqualTo(Double.valueOf(metric.of(articles, Thresholds.DEFAULT)));
      }
    }
  }

  @Test
  void evaluate_allCellsIgnored_measuresNothing() {
    ScoredArticles articles =
        ScoredArticles.builder(LABELS)
            .add(flags(1, 0, 1), new float[] {1, 1, 0}, flags(1, 1, 1))
            .build();
    Evaluation evaluation = articles.evaluate(Thresholds.DEFAULT);
    assertThat(evaluation.perLabel())
        .allSatisfy(label -> assertThat(label.trueNegatives()).isZero());
    assertThat(evaluation.hammingLoss()).isZero();
    assertThat(evaluation.micro().f1()).isZero();
    assertThat(evaluation.subsetAccuracy()).isEqualTo(1);
  }

  @Test
  void evaluate_thresholdsOfOtherLabels_refused() {
    assertThatThrownBy(() -> twoArticles().evaluate(Thresholds.of(List.of(0.5))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void select_repeatedAndReordered_takesThoseArticles() {
    ScoredArticles selected = twoArticles().select(new int[] {1, 0, 1});
    assertThat(selected.size()).isEqualTo(3);
    assertThat(selected.score(0, 1)).isEqualTo(0.7f);
    assertThat(selected.isIgnored(0, 0)).isTrue();
    assertThat(selected.isIgnored(1, 0)).isFalse();
    assertThat(selected.isExpected(2, 1)).isTrue();
    assertThat(selected.score(1, 2)).isEqualTo(0.2f);
  }

  @Test
  void select_nothingOrOutside_refused() {
    assertThatThrownBy(() -> twoArticles().select(new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a selection needs at least one article, found none");
    assertThatThrownBy(() -> twoArticles().select(new int[] {0, 2}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
