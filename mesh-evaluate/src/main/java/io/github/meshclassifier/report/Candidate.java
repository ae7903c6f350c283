package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.Bootstrap;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.EnumSet;
import java.util.List;

/**
 * A model to measure.
 *
 * @param name what it is called
 * @param articles its scores
 * @param thresholds where it decides
 */
record Candidate(String name, ScoredArticles articles, Thresholds thresholds) {

  /** Measures the first and compares it with the others. */
  static Measurements measure(List<Candidate> candidates, Resampling resampling) {
    List<Measurements.MeasuredModel> models =
        candidates.parallelStream().map(candidate -> candidate.measure(resampling)).toList();
    Candidate model = candidates.get(0);
    List<Measurements.BaselineComparison> comparisons =
        candidates.subList(1, candidates.size()).parallelStream()
            .map(other -> model.compare(other, resampling))
            .toList();
    return new Measurements(models.get(0), models.subList(1, models.size()), comparisons);
  }

  private Measurements.MeasuredModel measure(Resampling resampling) {
    return new Measurements.MeasuredModel(
        name,
        articles.evaluate(thresholds),
        RankingEvaluation.of(articles),
        Bootstrap.intervals(articles, thresholds, EnumSet.allOf(Metric.class), resampling),
        Bootstrap.f1PerLabel(articles, thresholds, resampling));
  }

  private Measurements.BaselineComparison compare(Candidate baseline, Resampling resampling) {
    PairedComparison comparison =
        PairedComparison.of(articles, thresholds, baseline.articles, baseline.thresholds);
    return new Measurements.BaselineComparison(
        baseline.name,
        comparison.differences(EvaluationReport.COMPARED_METRICS, resampling),
        comparison.exactMatches());
  }

  /** Returns this candidate with the cells ignored that are in another set of the same articles. */
  Candidate ignoring(ScoredArticles other) {
    int width = articles.labels().size();
    ScoredArticles.Builder builder = ScoredArticles.builder(articles.labels());
    boolean[] expected = new boolean[width];
    float[] scores = new float[width];
    boolean[] ignored = new boolean[width];
    for (int article = 0; article < articles.size(); article++) {
      for (int label = 0; label < width; label++) {
        expected[label] = other.isExpected(article, label);
        scores[label] = articles.score(article, label);
        ignored[label] = other.isIgnored(article, label);
      }
      builder.add(expected, scores, ignored);
    }
    return new Candidate(name, builder.build(), thresholds);
  }
}
