package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.InferenceMetrics;
import io.github.meshclassifier.infer.MeshClassifier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What labelling takes beside the program: tokenization, batching, handing over and predictions.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.github.meshclassifier.benchmarks.EngineOverhead
 * }</pre>
 *
 * <p>Labels 400 articles, the sample four times, with one call of {@link
 * MeshClassifier#predictAll}, and prints what part of its time no batch was being computed, over
 * some rounds. Tokenization before the first batch is part of it.
 */
public final class EngineOverhead {
  private static final int ROUNDS = 5;
  private static final int REPEATS = 4;

  private EngineOverhead() {}

  /**
   * Measures and prints.
   *
   * @param arguments a model directory, the bundled model if there is none
   * @throws IOException if the model or the articles cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    String model = arguments.length > 0 ? arguments[0] : ModelChoice.BUNDLED;
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      articles.addAll(SampleArticles.read());
    }
    try (ModelChoice choice = ModelChoice.open(model);
        MeshClassifier classifier = choice.classifier().build()) {
      share(classifier, articles);
      for (int round = 0; round < ROUNDS; round++) {
        System.out.printf(
            Locale.ROOT,
            "%.2f %% of the time outside the program%n",
            100 * share(classifier, articles));
      }
    }
  }

  /** The part of the time in which no batch was computed. */
  static double share(MeshClassifier classifier, List<Article> articles) {
    InferenceMetrics before = classifier.metrics();
    long begin = System.nanoTime();
    classifier.predictAll(articles);
    Duration all = Duration.ofNanos(System.nanoTime() - begin);
    Duration program = classifier.metrics().programTime().minus(before.programTime());
    return 1 - (double) program.toNanos() / (double) all.toNanos();
  }
}
