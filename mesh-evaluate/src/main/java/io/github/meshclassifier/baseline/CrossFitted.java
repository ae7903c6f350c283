package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * A classifier that never saw what it scores: one model for each fold of the training articles,
 * trained on the other folds.
 *
 * <p>Scores of articles that a model learned from are too confident to learn from or to tune on. An
 * article of the training set is scored here by the model that did not see it, any other article by
 * the mean of all models. This is cross-fitting, the first level of stacked generalization (Wolpert
 * 1992, Neural Networks 5(2)).
 *
 * <p>Immutable and thread-safe if the models are.
 */
public final class CrossFitted implements ArticleScorer {
  private final List<ArticleScorer> models;
  private final Map<Article, Integer> folds;

  private CrossFitted(List<ArticleScorer> models, Map<Article, Integer> folds) {
    this.models = models;
    this.folds = folds;
  }

  /**
   * Trains the models, one after the other. Articles that are equal, or have the same PMID, are in
   * the same fold.
   *
   * @param articles the training articles, at least as many as folds
   * @param count the number of folds, at least 2
   * @param seed what divides the articles; the same seed and order give the same folds
   * @param train trains a model on some of the articles; all models have the same labels
   * @return the models as one classifier
   * @throws IllegalArgumentException if the count is below 2 or above the number of articles
   */
  public static CrossFitted train(
      List<Article> articles,
      int count,
      long seed,
      Function<? super List<Article>, ? extends ArticleScorer> train) {
    if (count < 2 || count > articles.size()) {
      throw new IllegalArgumentException(
          "the number of folds must be from 2 to the number of articles, "
              + articles.size()
              + ", was "
              + count);
    }
    Map<Article, Integer> folds = folds(articles, count, seed);
    List<ArticleScorer> models = new ArrayList<>(count);
    for (int fold = 0; fold < count; fold++) {
      int held = fold;
      models.add(
          train.apply(
              articles.stream()
                  .filter(article -> folds.getOrDefault(article, -1) != held)
                  .toList()));
    }
    return new CrossFitted(List.copyOf(models), folds);
  }

  private static Map<Article, Integer> folds(List<Article> articles, int count, long seed) {
    List<Article> shuffled = new ArrayList<>(articles);
    Collections.shuffle(shuffled, new Random(seed));
    Map<Article, Integer> folds = new HashMap<>();
    Map<String, Integer> byPmid = new HashMap<>();
    for (Article article : shuffled) {
      int next = folds.size() % count;
      int fold = article.pmid().isEmpty() ? next : byPmid.getOrDefault(article.pmid(), next);
      byPmid.putIfAbsent(article.pmid(), fold);
      folds.putIfAbsent(article, fold);
    }
    return folds;
  }

  @Override
  public LabelScheme scheme() {
    return models.get(0).scheme();
  }

  @Override
  public float[][] score(List<Article> articles) {
    float[][] scores = new float[articles.size()][scheme().size()];
    for (int fold = 0; fold < models.size(); fold++) {
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        Integer own = folds.get(articles.get(i));
        if (own == null || own == fold) {
          rows.add(i);
        }
      }
      float[][] scored = models.get(fold).score(rows.stream().map(articles::get).toList());
      for (int i = 0; i < scored.length; i++) {
        int row = rows.get(i);
        boolean held = folds.containsKey(articles.get(row));
        add(scores[row], scored[i], held ? 1 : 1f / models.size());
      }
    }
    return scores;
  }

  private static void add(float[] sum, float[] scores, float weight) {
    for (int label = 0; label < sum.length; label++) {
      // Rounding must not lead out of [0, 1].
      sum[label] = Math.min(1, sum[label] + weight * scores[label]);
    }
  }

  /** Names the number of folds and the first of the models. */
  @Override
  public String toString() {
    return "CrossFitted[" + models.size() + " folds of " + models.get(0) + "]";
  }
}
