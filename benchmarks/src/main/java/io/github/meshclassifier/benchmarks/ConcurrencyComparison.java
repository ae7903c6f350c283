package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import java.io.IOException;
import java.util.List;

/**
 * Articles that many callers ask for one by one, beside the same articles in one call of {@link
 * MeshClassifier#predictAll}.
 *
 * @param callers the number of threads
 */
record ConcurrencyComparison(int callers) implements Comparison {
  @Override
  public String name() {
    return "labelling for " + callers + " callers, bundled model";
  }

  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<Article> articles = SampleArticles.read();
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      TakingTurns turns =
          TakingTurns.measure(
              List.of(
                  () -> ConcurrentCallers.run(classifier, articles, callers, articles.size()),
                  () -> classifier.predictAll(articles)),
              rounds);
      return List.of(
          Row.of(
              name(),
              "predict by " + callers + " threads",
              "one predictAll",
              "article",
              turns,
              new Sides(0, 1, articles.size())));
    }
  }
}
