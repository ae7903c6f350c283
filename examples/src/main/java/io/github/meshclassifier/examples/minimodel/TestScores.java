package io.github.meshclassifier.examples.minimodel;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;

/**
 * What one model says of the test articles. Scored once, so that any part of them can be evaluated
 * and two models compared.
 *
 * @param articles the articles
 * @param scored their expected labels and the model's calibrated probabilities
 * @param rule where the model decides
 */
record TestScores(List<Article> articles, ScoredArticles scored, DecisionRule rule) {
  static final long SEED = 42;

  /** Scores articles with the model in a directory, whose outputs have to be roots of MeSH. */
  static TestScores of(String task, Path model, List<Article> articles) throws IOException {
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      ScoredArticles scored =
          classifier.scoreAll(ProgressBar.wrap(articles, task), MeshTree.bundled());
      return new TestScores(articles, scored, classifier.decisionRule());
    }
  }

  /**
   * Trains TF-IDF with logistic regression on the same articles, calibrates and tunes it on the
   * same validation articles, and scores the test articles.
   */
  static TestScores ofLinearModel(PubMedSplit split) {
    TfidfLogisticRegression model =
        TfidfLogisticRegression.builder(LabelScheme.fourteenRoots())
            .train(split.training(), MeshTree.bundled());
    DecisionRule rule =
        DecisionRule.tuned(model.scoreAll(split.validation(), MeshTree.bundled()), SEED);
    ScoredArticles scored =
        rule.calibration().apply(model.scoreAll(split.test(), MeshTree.bundled()));
    return new TestScores(split.test(), scored, rule.withoutCalibration());
  }

  /** Returns the scores of the articles that are in a part. */
  ScoredArticles of(Collection<Article> part) {
    Set<Article> included = new HashSet<>(part);
    return scored.select(
        IntStream.range(0, articles.size())
            .filter(i -> included.contains(articles.get(i)))
            .toArray());
  }

  /** Returns the largest difference of a score between two models on the first so many articles. */
  double maxDifference(TestScores other, int first) {
    double max = 0;
    for (int i = 0; i < Math.min(first, scored.size()); i++) {
      for (int label = 0; label < scored.labels().size(); label++) {
        max = Math.max(max, Math.abs(scored.score(i, label) - other.scored.score(i, label)));
      }
    }
    return max;
  }

  /** Returns the part of all decisions at threshold 0.5 in which two models agree. */
  double agreement(TestScores other) {
    long agreed = 0;
    for (int i = 0; i < scored.size(); i++) {
      for (int label = 0; label < scored.labels().size(); label++) {
        boolean here = Thresholds.DEFAULT.predicts(label, scored.score(i, label));
        agreed += here == Thresholds.DEFAULT.predicts(label, other.scored.score(i, label)) ? 1 : 0;
      }
    }
    return (double) agreed / ((long) scored.size() * scored.labels().size());
  }
}
