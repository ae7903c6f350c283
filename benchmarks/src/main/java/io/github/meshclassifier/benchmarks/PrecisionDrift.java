package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What other number formats than float32 change in a model's answers.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.PrecisionDrift [model] [articles] [number]
 * }</pre>
 *
 * <p>A model is {@code bundled}, the default, or a directory; articles are a file that {@link
 * ArticleReader} reads, by default the sample articles, of which the first so many are taken.
 * Prints a row for each precision that the processor has: the largest and the mean difference of a
 * probability from float32's, how many decisions agree, and the largest difference between an
 * article in a batch and the same alone.
 */
public final class PrecisionDrift {
  private static final int ALONE = 100;

  private PrecisionDrift() {}

  /**
   * How one precision differs from float32.
   *
   * @param largest the largest difference of a probability
   * @param mean the mean difference
   * @param agreement the share of decisions, one for each article and label, that are the same
   * @param alone the largest difference between an article in a batch and alone
   */
  record Drift(double largest, double mean, double agreement, double alone) {}

  /**
   * Measures and prints.
   *
   * @param arguments the model, the articles and their number; all optional
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    String model = arguments.length > 0 ? arguments[0] : ModelChoice.BUNDLED;
    List<Article> articles = SampleArticles.read();
    if (arguments.length > 1) {
      try (ArticleReader reader = ArticleReader.open(Path.of(arguments[1]))) {
        long most = arguments.length > 2 ? Long.parseLong(arguments[2]) : Long.MAX_VALUE;
        articles = reader.stream().limit(most).toList();
      }
    }
    System.out.println(articles.size() + " articles");
    System.out.println(
        "| precision | largest | mean | decisions that agree | alone or in a batch |");
    System.out.println("|---|---|---|---|---|");
    float[][] exact;
    Thresholds thresholds;
    try (ModelChoice choice = ModelChoice.open(model);
        MeshClassifier classifier = choice.classifier().build()) {
      exact = classifier.score(articles);
      thresholds = classifier.thresholds();
    }
    for (Precision precision : List.of(Precision.BF16, Precision.INT8)) {
      try (ModelChoice choice = ModelChoice.open(model);
          MeshClassifier classifier = choice.classifier().precision(precision).build()) {
        Drift drift = measure(classifier, articles, exact, thresholds);
        System.out.printf(
            Locale.ROOT,
            "| %s | %.4f | %.5f | %.3f %% | %.4f |%n",
            precision,
            drift.largest(),
            drift.mean(),
            100 * drift.agreement(),
            drift.alone());
      } catch (IllegalArgumentException e) {
        System.out.println("| " + precision + " | " + e.getMessage() + " | | | |");
      }
    }
  }

  static Drift measure(
      MeshClassifier classifier, List<Article> articles, float[][] exact, Thresholds thresholds) {
    float[][] found = classifier.score(articles);
    double largest = 0;
    double sum = 0;
    int agree = 0;
    int labels = exact[0].length;
    for (int row = 0; row < exact.length; row++) {
      for (int label = 0; label < labels; label++) {
        double difference = Math.abs(found[row][label] - exact[row][label]);
        largest = Math.max(largest, difference);
        sum += difference;
        double threshold = thresholds.get(label);
        agree += found[row][label] > threshold == exact[row][label] > threshold ? 1 : 0;
      }
    }
    double alone = 0;
    for (int row = 0; row < Math.min(ALONE, articles.size()); row++) {
      float[] single = classifier.score(articles.subList(row, row + 1))[0];
      for (int label = 0; label < labels; label++) {
        alone = Math.max(alone, Math.abs(single[label] - found[row][label]));
      }
    }
    double cells = (double) exact.length * labels;
    return new Drift(largest, sum / cells, agree / cells, alone);
  }
}
