package io.github.meshclassifier.baseline;

import static io.github.meshclassifier.baseline.BaselineArticles.SCHEME;
import static io.github.meshclassifier.baseline.BaselineArticles.TREE;
import static io.github.meshclassifier.baseline.BaselineArticles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantBaselineTest {
  private static final List<Article> TRAINING =
      List.of(
          article("one", "Rats", "Drugs"),
          article("two", "Rats"),
          article("three", "Rats", "Heart"),
          article("four", "Drugs", "Unknown heading"),
          Article.of("five", "not indexed"));

  @Test
  void score_anyArticle_isPrevalenceOfTraining() {
    ConstantBaseline baseline = ConstantBaseline.train(TRAINING, SCHEME, TREE);
    float[][] scores = baseline.score(List.of(Article.of("", ""), Article.of("Rats", "heart")));
    assertThat(scores).isDeepEqualTo(new float[][] {{0.75f, 0.5f, 0.25f}, {0.75f, 0.5f, 0.25f}});
    scores[0][0] = 0;
    assertThat(baseline.score(TRAINING)[0]).containsExactly(0.75f, 0.5f, 0.25f);
    assertThat(baseline.scheme()).isEqualTo(SCHEME);
    assertThat(baseline).hasToString("ConstantBaseline[HEADINGS[Rats, Drugs, Heart]]");
  }

  @Test
  void scoreAll_atOneHalf_predictsLabelsOfMostArticles() {
    Evaluation evaluation =
        ConstantBaseline.train(TRAINING, SCHEME, TREE)
            .scoreAll(TRAINING.subList(0, 4), TREE)
            .evaluate(Thresholds.DEFAULT);
    assertThat(evaluation.articleCount()).isEqualTo(4);
    assertThat(evaluation.forLabel("Rats").recall()).isEqualTo(1);
    assertThat(evaluation.forLabel("Rats").precision()).isEqualTo(0.75);
    assertThat(evaluation.forLabel("Drugs").recall()).isZero();
  }

  @Test
  void scoreAll_moreArticlesThanAChunk_keepsTheirOrder() {
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      articles.add(article("text", i % 3 == 0 ? "Rats" : "Heart"));
    }
    ScoredArticles scored = ConstantBaseline.train(TRAINING, SCHEME, TREE).scoreAll(articles, TREE);
    assertThat(scored.size()).isEqualTo(600);
    for (int i = 0; i < 600; i++) {
      assertThat(scored.isExpected(i, 0)).isEqualTo(i % 3 == 0);
      assertThat(scored.isExpected(i, 2)).isEqualTo(i % 3 != 0);
    }
  }

  @Test
  void train_orScoreAll_withoutLabelledArticle_refused() {
    List<Article> unlabelled = List.of(Article.of("text", ""));
    assertThatThrownBy(() -> ConstantBaseline.train(unlabelled, SCHEME, TREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no article can be labelled by HEADINGS[Rats, Drugs, Heart], expected indexed articles"
                + " to learn from");
    ConstantBaseline baseline = ConstantBaseline.train(TRAINING, SCHEME, TREE);
    assertThatThrownBy(() -> baseline.scoreAll(unlabelled, TREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the article with PMID '' has no known labels to compare with: NO_HEADINGS. Dataset"
                + " leaves such articles out");
    assertThatThrownBy(() -> baseline.scoreAll(List.of(), TREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no article to score, expected at least one");
  }
}
