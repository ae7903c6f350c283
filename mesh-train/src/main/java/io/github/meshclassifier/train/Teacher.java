package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.ArrayList;
import java.util.List;

/**
 * Another classifier whose scores are part of the targets: knowledge distillation (Hinton et al.
 * 2015, arXiv:1503.02531) at temperature 1.
 *
 * @param scorer the classifier
 * @param weight the share of its scores in the targets, in (0, 1]
 */
record Teacher(ArticleScorer scorer, double weight) {
  /**
   * Mixes the scores into targets.
   *
   * @param articles the articles of the examples
   * @throws IllegalArgumentException if the scorer has other labels, or gives something else than a
   *     probability for each
   */
  LabelledExamples teach(LabelledExamples examples, List<Article> articles, LabelScheme scheme) {
    List<String> expected = scheme.labels().stream().map(Label::id).toList();
    List<String> found = scorer.scheme().labels().stream().map(Label::id).toList();
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "the teacher must have the labels " + expected + " in this order, has " + found);
    }
    float[][] scores = scorer.score(articles);
    List<Example> taught = new ArrayList<>(articles.size());
    for (int i = 0; i < articles.size(); i++) {
      Example example = examples.examples().get(i);
      taught.add(new Example(example.ids(), mixed(example.targets(), scores[i], articles.get(i))));
    }
    return new LabelledExamples(List.copyOf(taught), examples.truncated());
  }

  private float[] mixed(float[] labels, float[] scores, Article article) {
    float[] mixed = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new IllegalArgumentException(
            "the teacher's scores must be probabilities in [0, 1], one of the article with PMID "
                + Printable.quote(article.pmid())
                + " was "
                + scores[i]);
      }
      mixed[i] = (float) ((1 - weight) * labels[i] + weight * scores[i]);
    }
    return mixed;
  }
}
