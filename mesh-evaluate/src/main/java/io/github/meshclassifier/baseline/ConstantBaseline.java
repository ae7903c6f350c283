package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.List;
import java.util.Objects;

/**
 * Gives every article the same scores: how frequent each label is in training.
 *
 * <p>At threshold 0.5 it predicts the labels that most articles have. Its figures show how much of
 * a metric comes from the frequencies of the labels alone.
 *
 * <p>Immutable and thread-safe.
 */
public final class ConstantBaseline implements ArticleScorer {
  private final LabelScheme scheme;
  private final float[] prevalence;

  private ConstantBaseline(LabelScheme scheme, TrainingLabels labels) {
    this.scheme = scheme;
    this.prevalence = new float[labels.width()];
    for (int label = 0; label < prevalence.length; label++) {
      prevalence[label] = (float) labels.prevalence(label);
    }
  }

  /**
   * Counts labels, also over articles to which none applies. Articles that cannot be labelled are
   * left out.
   *
   * @param articles the articles to learn from, with their headings
   * @param scheme the labels
   * @param tree the vocabulary of the headings
   * @return the baseline
   * @throws IllegalArgumentException if no article can be labelled
   */
  public static ConstantBaseline train(
      Iterable<Article> articles, LabelScheme scheme, MeshTree tree) {
    Objects.requireNonNull(scheme, "scheme");
    return new ConstantBaseline(scheme, TrainingLabels.of(articles, scheme, tree, article -> {}));
  }

  @Override
  public LabelScheme scheme() {
    return scheme;
  }

  @Override
  public float[][] score(List<Article> articles) {
    float[][] scores = new float[articles.size()][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = prevalence.clone();
    }
    return scores;
  }

  /** Names the labels. */
  @Override
  public String toString() {
    return "ConstantBaseline[" + scheme + "]";
  }
}
