package io.github.meshclassifier.baseline;

import static io.github.meshclassifier.baseline.BaselineArticles.SCHEME;
import static io.github.meshclassifier.baseline.BaselineArticles.TREE;
import static io.github.meshclassifier.baseline.BaselineArticles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TfidfLogisticRegressionTest {

  private static TfidfLogisticRegression.Builder builder() {
    return TfidfLogisticRegression.builder(SCHEME);
  }

  @Test
  void train_onWordsThatTellLabels_predictsOtherArticles() {
    TfidfLogisticRegression classifier =
        builder().inverseRegularization(100).train(BaselineArticles.random(1, 200), TREE);
    ScoredArticles scored = classifier.scoreAll(BaselineArticles.random(2, 600), TREE);
    assertThat(scored.size()).isEqualTo(600);
    assertThat(scored.evaluate(Thresholds.DEFAULT).micro().f1()).isGreaterThan(0.99);
    assertThat(classifier.scheme()).isEqualTo(SCHEME);
    assertThat(classifier)
        .hasToString(
            "TfidfLogisticRegression[HEADINGS[Rats, Drugs, Heart], "
                + classifier.termCount()
                + " terms]");
  }

  @Test
  void train_anyNumberOfThreads_isTheSameToTheBit() {
    List<Article> articles = BaselineArticles.random(3, 150);
    float[][] one = builder().threads(1).train(articles, TREE).score(articles);
    assertThat(builder().threads(3).train(articles, TREE).score(articles)).isDeepEqualTo(one);
    assertThat(builder().threads(50).train(articles, TREE).score(articles)).isDeepEqualTo(one);
    assertThat(builder().train(articles, TREE).score(articles)).isDeepEqualTo(one);
  }

  @Test
  void train_reorderedArticles_givesNearlyTheSameScores() {
    List<Article> articles = BaselineArticles.random(4, 150);
    List<Article> shuffled = new ArrayList<>(articles);
    Collections.shuffle(shuffled, new Random(1));
    float[][] scores = builder().train(articles, TREE).score(articles);
    float[][] other = builder().train(shuffled, TREE).score(articles);
    for (int i = 0; i < scores.length; i++) {
      assertThat(other[i]).containsExactly(scores[i], within(1e-5f));
    }
  }

  @Test
  void score_ofArticle_doesNotDependOnOthers() {
    List<Article> articles = BaselineArticles.random(5, 40);
    TfidfLogisticRegression classifier = builder().train(articles, TREE);
    float[][] together = classifier.score(articles);
    for (int i = 0; i < together.length; i++) {
      assertThat(classifier.score(List.of(articles.get(i)))[0]).isEqualTo(together[i]);
    }
    assertThat(classifier.score(List.of())).isEmpty();
  }

  @Test
  void score_articleWithoutKnownTerms_isThatOfIntercept() {
    TfidfLogisticRegression classifier = builder().train(BaselineArticles.random(6, 60), TREE);
    float[][] scores = classifier.score(List.of(Article.of("", ""), Article.of("Xyz", "qwert")));
    assertThat(scores[0]).isEqualTo(scores[1]);
    for (float score : scores[0]) {
      assertThat(score).isBetween(0f, 1f);
    }
  }

  @Test
  void train_withoutFrequentTerm_givesPrevalences() {
    TfidfLogisticRegression classifier =
        builder()
            .minDocumentFrequency(5)
            .train(
                List.of(
                    article("alpha", "Rats", "Drugs"),
                    article("beta", "Rats"),
                    article("gamma", "Heart", "Rats"),
                    article("delta", "Drugs", "Rats", "Heart")),
                TREE);
    assertThat(classifier.termCount()).isZero();
    // All have Rats, half have each of the others.
    assertThat(classifier.score(List.of(Article.of("alpha", "")))[0])
        .containsExactly(new float[] {1, 0.5f, 0.5f}, within(1e-4f));
  }

  @Test
  void train_labelThatNoArticleHas_scoresZero() {
    TfidfLogisticRegression classifier =
        builder()
            .minDocumentFrequency(1)
            .train(List.of(article("alpha", "Rats"), article("beta", "Drugs")), TREE);
    float[] scores = classifier.score(List.of(article("alpha")))[0];
    assertThat(scores[2]).isZero();
    assertThat(scores[0]).isGreaterThan(scores[1]);
  }

  @Test
  void train_unlabelledArticles_areLeftOut() {
    List<Article> articles = BaselineArticles.random(7, 60);
    List<Article> more = new ArrayList<>(articles);
    more.add(3, Article.of("", "rat rat rat"));
    more.add(Article.of("cardiac", ""));
    assertThat(builder().train(more, TREE).score(articles))
        .isDeepEqualTo(builder().train(articles, TREE).score(articles));
    assertThatThrownBy(() -> builder().train(List.of(Article.of("text", "")), TREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no article can be labelled by HEADINGS[Rats, Drugs, Heart]");
  }

  @Test
  void train_negatives_learnedFromAndScoredLow() {
    LabelScheme screening = LabelScheme.ofHeadings(List.of("Rats"));
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      articles.add(article("wistar study", "Rats"));
      articles.add(article("dose study"));
    }
    TfidfLogisticRegression classifier =
        TfidfLogisticRegression.builder(screening).train(articles, TREE);
    ScoredArticles scored = classifier.scoreAll(articles, TREE);
    assertThat(scored.size()).isEqualTo(40);
    assertThat(scored.score(0, 0)).isGreaterThan(0.9f);
    assertThat(scored.score(1, 0)).isLessThan(0.1f);
    assertThat(scored.evaluate(Thresholds.DEFAULT).subsetAccuracy()).isEqualTo(1);
  }

  @Test
  void bigrams_ofWordsInOrder_tellWhatWordsDoNot() {
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      articles.add(article("alpha beta", "Rats"));
      articles.add(article("beta alpha", "Drugs"));
    }
    float[] with = builder().train(articles, TREE).score(articles)[0];
    float[] without = builder().bigrams(false).train(articles, TREE).score(articles)[0];
    assertThat(with[0]).isGreaterThan(0.8f);
    assertThat(without[0]).isCloseTo(0.5f, within(1e-4f));
  }

  @Test
  void maxTerms_fewerThanFound_limitsTerms() {
    List<Article> articles = BaselineArticles.random(8, 60);
    assertThat(builder().maxTerms(3).train(articles, TREE).termCount()).isEqualTo(3);
  }

  @Test
  void builder_badValue_refused() {
    assertRefused(b -> b.minDocumentFrequency(0), "minDocumentFrequency must be 1 or more, was 0");
    assertRefused(b -> b.maxTerms(-1), "maxTerms must be 1 or more, was -1");
    assertRefused(b -> b.threads(0), "threads must be 1 or more, was 0");
    assertRefused(
        b -> b.inverseRegularization(0),
        "inverseRegularization must be finite and above 0, was 0.0");
    assertRefused(
        b -> b.inverseRegularization(Double.POSITIVE_INFINITY),
        "inverseRegularization must be finite and above 0, was Infinity");
    assertRefused(
        b -> b.inverseRegularization(Double.NaN),
        "inverseRegularization must be finite and above 0, was NaN");
  }

  private static void assertRefused(
      Consumer<TfidfLogisticRegression.Builder> setting, String message) {
    assertThatThrownBy(() -> setting.accept(builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void builder_valueSetTwice_refused() {
    assertThatThrownBy(() -> builder().threads(2).threads(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("threads is already set to 2");
    assertThatThrownBy(() -> builder().bigrams(true).bigrams(true))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder().maxTerms(2).maxTerms(3))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder().minDocumentFrequency(2).minDocumentFrequency(3))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder().inverseRegularization(2).inverseRegularization(3))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void scheme_ofRoots_labelsThroughTree() {
    List<Article> articles = List.of(article("rat study", "Rats"), article("heart study", "Heart"));
    TfidfLogisticRegression classifier =
        TfidfLogisticRegression.builder(LabelScheme.fourteenRoots())
            .minDocumentFrequency(1)
            .train(articles, TREE);
    ScoredArticles scored = classifier.scoreAll(articles, TREE);
    assertThat(scored.labels()).hasSize(14).startsWith("A", "B");
    assertThat(scored.evaluate(Thresholds.DEFAULT).micro().f1()).isEqualTo(1);
  }
}
