package io.github.meshclassifier.metrics;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTagScoresTest {
  private static final Article STROKE = article("1", "Stroke and aspirin", "Humans", "Stroke");
  private static final Article MICE = article("2", "Of mice", "Mice", "Male");

  private static Dataset dataset(Article... articles) {
    return Dataset.of(List.of(articles), LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  private static ScoredArticles scores(Dataset dataset) {
    return new ArticleScorer() {
      @Override
      public LabelScheme scheme() {
        return dataset.scheme();
      }

      @Override
      public float[][] score(List<Article> articles) {
        float[][] scores = new float[articles.size()][14];
        for (int i = 0; i < scores.length; i++) {
          scores[i][1] = 0.75f;
          scores[i][2] = 0.25f;
        }
        return scores;
      }
    }.scoreAll(dataset.articles(), MeshTree.bundled());
  }

  @Test
  void withoutCheckTags_scores_ignoresWhatCheckTagsAloneGave() {
    Dataset dataset = dataset(STROKE, MICE, article("8", "Of elephants", "Elephants"));
    ScoredArticles without = scores(dataset).withoutCheckTags(dataset);
    for (int label = 0; label < 14; label++) {
      // Humans and Mice are check tags and give B; Elephants is none, and Stroke gives C.
      assertThat(without.isIgnored(0, label)).isEqualTo(label == 1);
      assertThat(without.isIgnored(1, label)).isEqualTo(label == 1);
      assertThat(without.isIgnored(2, label)).isFalse();
    }
    assertThat(without.isExpected(0, 2)).isTrue();
    assertThat(without.isExpected(2, 1)).isTrue();
    assertThat(without.score(2, 1)).isEqualTo(0.75f);
    assertThat(without.evaluate(Thresholds.DEFAULT).forLabel("B").support()).isEqualTo(1);
  }

  @Test
  void withoutCheckTags_scoresOfOtherArticles_refused() {
    Dataset dataset = dataset(STROKE, MICE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores(dataset(STROKE)).withoutCheckTags(dataset))
        .withMessageContaining("expected the scores of 2 articles")
        .withMessageContaining("were of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores(dataset(MICE, STROKE)).withoutCheckTags(dataset))
        .withMessage(
            "the scores are of other articles: label 'C' of article 0 (from 0) should be expected");
  }
}
