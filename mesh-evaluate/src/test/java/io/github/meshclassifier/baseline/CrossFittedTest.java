package io.github.meshclassifier.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrossFittedTest {
  private static final LabelScheme SCHEME = LabelScheme.ofHeadings(List.of("Rats"));

  /** Says of an article whether it was learned from, in place of a probability. */
  private record Memory(List<Article> learned) implements ArticleScorer {
    @Override
    public LabelScheme scheme() {
      return SCHEME;
    }

    @Override
    public float[][] score(List<Article> articles) {
      return articles.stream()
          .map(article -> new float[] {learned.contains(article) ? 1 : 0.25f})
          .toArray(float[][]::new);
    }
  }

  private static List<Article> articles(int count) {
    return IntStream.range(0, count).mapToObj(i -> Article.of("Title " + i, "")).toList();
  }

  @Test
  void score_trainingArticle_byTheModelThatDidNotSeeIt() {
    List<Article> articles = articles(23);
    CrossFitted scorer = CrossFitted.train(articles, 4, 1, Memory::new);
    assertThat(List.of(scorer.score(articles))).hasSize(23).allMatch(row -> row[0] == 0.25f);
  }

  @Test
  void score_otherArticle_isTheMeanOfAllModels() {
    CrossFitted scorer = CrossFitted.train(articles(8), 4, 1, Memory::new);
    assertThat(scorer.score(List.of(Article.of("Other", ""))))
        .isDeepEqualTo(new float[][] {{0.25f}});
  }

  @Test
  void train_everyModel_learnsFromTheOtherFolds() {
    List<Integer> sizes = new ArrayList<>();
    CrossFitted.train(
        articles(10),
        4,
        1,
        learned -> {
          sizes.add(learned.size());
          return new Memory(learned);
        });
    assertThat(sizes).containsExactlyInAnyOrder(7, 7, 8, 8);
  }

  @Test
  void train_equalArticles_areInTheSameFold() {
    List<Article> articles = new ArrayList<>(articles(6));
    articles.addAll(articles(6));
    CrossFitted scorer = CrossFitted.train(articles, 3, 5, Memory::new);
    assertThat(List.of(scorer.score(articles))).allMatch(row -> row[0] == 0.25f);
  }

  @Test
  void train_sameSeed_sameFolds() {
    List<List<Article>> first = new ArrayList<>();
    List<List<Article>> second = new ArrayList<>();
    for (List<List<Article>> seen : List.of(first, second)) {
      CrossFitted.train(
          articles(30),
          3,
          7,
          learned -> {
            seen.add(learned);
            return new Memory(learned);
          });
    }
    assertThat(first).isEqualTo(second);
  }

  @Test
  void train_countOutOfRange_refused() {
    for (int count : new int[] {1, 4}) {
      assertThatThrownBy(() -> CrossFitted.train(articles(3), count, 1, Memory::new))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the number of folds must be from 2 to the number of articles, 3, was " + count);
    }
  }
}
