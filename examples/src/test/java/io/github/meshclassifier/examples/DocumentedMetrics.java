package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Bootstrap;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.List;
import java.util.OptionalDouble;

/** The code that the Javadoc of metrics and baselines shows; {@link DocumentationTest} compares. */
@SuppressWarnings("unused") // Documentation shows how a result is made, not how it is used.
final class DocumentedMetrics {
  private DocumentedMetrics() {}

  static void javadocOfTfidfLogisticRegression(List<Article> articles, List<Article> test) {
    // tag::tfidf-logistic-regression
    TfidfLogisticRegression baseline =
        TfidfLogisticRegression.builder(LabelScheme.fourteenRoots())
            .train(articles, MeshTree.bundled());
    ScoredArticles scored = baseline.scoreAll(test, MeshTree.bundled());
    // end::tfidf-logistic-regression
  }

  static void javadocOfRankingEvaluation(ScoredArticles articles) {
    // tag::ranking-evaluation
    RankingEvaluation ranking = RankingEvaluation.of(articles);
    OptionalDouble macro = ranking.auroc().macro();
    double lrap = ranking.labelRankingAveragePrecision();
    // end::ranking-evaluation
  }

  static void javadocOfBootstrap(ScoredArticles articles) {
    // tag::bootstrap
    ConfidenceInterval microF1 =
        Bootstrap.interval(articles, Thresholds.DEFAULT, Metric.MICRO_F1, Resampling.DEFAULT);
    // end::bootstrap
  }

  static void javadocOfPairedComparison(ScoredArticles first, ScoredArticles second) {
    // tag::paired-comparison
    PairedComparison comparison =
        PairedComparison.of(first, Thresholds.DEFAULT, second, Thresholds.DEFAULT);
    PairedComparison.MetricDifference difference =
        comparison.difference(Metric.MICRO_F1, Resampling.DEFAULT);
    // end::paired-comparison
  }
}
