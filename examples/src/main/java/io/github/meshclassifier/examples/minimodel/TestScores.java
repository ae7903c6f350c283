package io.github.meshclassifier.examples.minimodel;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;

/**
 * What one model says of the test articles. Scored once, so that any part of them can be evaluated
 * and two models compared.
 */
final class TestScores {
  private static final int CHUNK = 256;

  private final LabelScheme scheme;
  private final List<Article> articles;
  private final List<float[]> scores;

  private TestScores(LabelScheme scheme, List<Article> articles, List<float[]> scores) {
    this.scheme = scheme;
    this.articles = articles;
    this.scores = scores;
  }

  /** Scores articles with the model in a directory, whose outputs have to be roots of MeSH. */
  static TestScores of(String task, Path model, List<Article> articles) throws IOException {
    List<float[]> scores = new ArrayList<>(articles.size());
    try (MeshClassifier classifier = MeshClassifier.load(model);
        ProgressBar progress = new ProgressBar(task, articles.size())) {
      LabelScheme scheme = LabelScheme.of(LabelScheme.Kind.ROOTS, classifier.labels());
      for (int from = 0; from < articles.size(); from += CHUNK) {
        int to = Math.min(articles.size(), from + CHUNK);
        for (Prediction prediction : classifier.predictAll(articles.subList(from, to))) {
          scores.add(inOrder(prediction, scheme));
        }
        progress.stepTo(to);
      }
      return new TestScores(scheme, articles, scores);
    }
  }

  private static float[] inOrder(Prediction prediction, LabelScheme scheme) {
    float[] row = new float[scheme.size()];
    for (LabelScore score : prediction.scores()) {
      row[scheme.indexOf(score.label().id())] = (float) score.probability();
    }
    return row;
  }

  /** Evaluates the articles that are in a part, at threshold 0.5. */
  Evaluation evaluate(Collection<Article> part) {
    Set<Article> included = new HashSet<>(part);
    MeshTree tree = MeshTree.bundled();
    Evaluation.Builder evaluation =
        Evaluation.builder(scheme.labels().stream().map(Label::id).toList(), Thresholds.DEFAULT);
    for (int i = 0; i < articles.size(); i++) {
      if (included.contains(articles.get(i))
          && scheme.label(articles.get(i), tree) instanceof Labelling.Labelled labelled) {
        evaluation.add(scheme.indicators(labelled.labels()), scores.get(i));
      }
    }
    return evaluation.build();
  }

  /** Returns the largest difference of a score between two models on the first so many articles. */
  double maxDifference(TestScores other, int first) {
    double max = 0;
    for (int i = 0; i < Math.min(first, scores.size()); i++) {
      for (int j = 0; j < scheme.size(); j++) {
        max = Math.max(max, Math.abs(scores.get(i)[j] - other.scores.get(i)[j]));
      }
    }
    return max;
  }

  /** Returns the part of all decisions at threshold 0.5 in which two models agree. */
  double agreement(TestScores other) {
    long agreed = 0;
    for (int i = 0; i < scores.size(); i++) {
      for (int j = 0; j < scheme.size(); j++) {
        boolean here = Thresholds.DEFAULT.predicts(j, scores.get(i)[j]);
        agreed += here == Thresholds.DEFAULT.predicts(j, other.scores.get(i)[j]) ? 1 : 0;
      }
    }
    return (double) agreed / ((long) scores.size() * scheme.size());
  }

  /** Returns how many articles were scored. */
  int size() {
    return scores.size();
  }
}
