package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.ConstantBaseline;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Bootstrap;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures what any model has to beat: the labels' frequencies alone, and TF-IDF with logistic
 * regression. No native code is involved.
 *
 * <p>Without arguments it learns from 320 of the sample articles of this module and tests on the
 * other 80. Arguments are a file of indexed articles to learn from and one to test on.
 */
public final class Baselines {
  private static final List<Metric> METRICS =
      List.of(
          Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH, Metric.MACRO_AUROC, Metric.LRAP);

  private Baselines() {}

  /**
   * Runs the example; 15,000 abstracts take less than a minute on two CPU cores.
   *
   * @param args nothing, or a file of training articles and a file of test articles
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 0 && args.length != 2) {
      System.err.println("Usage: Baselines [<training articles> <test articles>]");
      System.exit(2);
    }
    if (args.length == 0) {
      List<Article> articles = Samples.read(Samples.SAMPLES);
      System.out.print(report(articles.subList(0, 320), articles.subList(320, articles.size())));
    } else {
      System.out.print(report(Samples.read(args[0]), Samples.read(args[1])));
    }
  }

  static String report(List<Article> training, List<Article> test) {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    ArticleScorer constant = ConstantBaseline.train(training, scheme, tree);
    long start = System.nanoTime();
    TfidfLogisticRegression regression =
        TfidfLogisticRegression.builder(scheme).train(training, tree);
    double trainingSeconds = (System.nanoTime() - start) / 1e9;
    List<Article> labelled = Dataset.of(test, scheme, tree).articles();
    start = System.nanoTime();
    ScoredArticles ofRegression = regression.scoreAll(labelled, tree);
    double scoringSeconds = (System.nanoTime() - start) / 1e9;
    ScoredArticles ofConstant = constant.scoreAll(labelled, tree);

    StringBuilder report = new StringBuilder();
    line(report, "%-28s %-22s %-22s", "95 % intervals", "Constant", "TF-IDF + regression");
    Map<Metric, ConfidenceInterval> intervals = intervals(ofRegression);
    intervals(ofConstant)
        .forEach(
            (metric, interval) ->
                line(
                    report,
                    "%-28s %-22s %-22s",
                    metric.title(),
                    text(interval),
                    text(Objects.requireNonNull(intervals.get(metric)))));
    PairedComparison.MetricDifference difference =
        PairedComparison.of(ofRegression, Thresholds.DEFAULT, ofConstant, Thresholds.DEFAULT)
            .difference(Metric.MICRO_F1, Resampling.DEFAULT);
    line(report, "%nDifference in micro-F1: %s", text(difference.difference()));
    line(report, "Randomization test: p = %.3f", difference.randomizationPValue());
    line(
        report,
        "Learned %,d terms in %.1f s, tested on %,d articles in %.1f s",
        regression.termCount(),
        trainingSeconds,
        ofRegression.size(),
        scoringSeconds);
    return report.toString();
  }

  private static Map<Metric, ConfidenceInterval> intervals(ScoredArticles articles) {
    return Bootstrap.intervals(articles, Thresholds.DEFAULT, METRICS, Resampling.DEFAULT);
  }

  private static String text(ConfidenceInterval interval) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f-%.3f)", interval.estimate(), interval.low(), interval.high());
  }

  private static void line(StringBuilder report, String format, Object... values) {
    report.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
