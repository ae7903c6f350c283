package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The labels of the articles to learn from, in their order. */
final class TrainingLabels {
  private final LabelScheme scheme;
  private final List<boolean[]> rows = new ArrayList<>();

  private TrainingLabels(LabelScheme scheme) {
    this.scheme = scheme;
  }

  /**
   * Labels articles and hands those on whose labels are known, negatives included.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TrainingLabels of(
      Iterable<Article> articles, LabelScheme scheme, MeshTree tree, Consumer<Article> labelled) {
    TrainingLabels labels = new TrainingLabels(scheme);
    for (Article article : articles) {
      if (scheme.label(article, tree) instanceof Labelled found) {
        labels.rows.add(scheme.indicators(found.labels()));
        labelled.accept(article);
      }
    }
    if (labels.rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no article can be labelled by " + scheme + ", expected indexed articles to learn from");
    }
    return labels;
  }

  int articleCount() {
    return rows.size();
  }

  /** Returns which articles have a label. */
  boolean[] column(int label) {
    boolean[] column = new boolean[rows.size()];
    for (int article = 0; article < column.length; article++) {
      column[article] = rows.get(article)[label];
    }
    return column;
  }

  /** Returns the part of the articles that have a label. */
  double prevalence(int label) {
    long count = rows.stream().filter(row -> row[label]).count();
    return count / (double) rows.size();
  }

  int width() {
    return scheme.size();
  }
}
