package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Labelling the sample with {@link MeshClassifier#predictAll}, beside the same program fed in the
 * order of arrival, each batch padded to its longest text.
 */
record PaddingComparison() implements Comparison {
  private static final int BATCH = 32;

  @Override
  public String name() {
    return "labelling, bundled model";
  }

  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<Article> articles = SampleArticles.read();
    ModelFiles files = ModelChoice.bundled();
    BackboneConfig config = Families.read(files);
    int labels = config.labels().size();
    try (MeshClassifier classifier = MeshClassifier.loadBundled();
        Transformer transformer = CheckpointFiles.load(files, labels, Precision.FP32);
        TextEncoder encoder = TextEncoder.open(files, config.tokens(), config.maxTokens())) {
      TakingTurns turns =
          TakingTurns.measure(
              List.of(
                  () -> classifier.predictAll(articles),
                  () -> inOrder(articles, encoder, transformer)),
              rounds);
      return List.of(
          Row.of(
              name(),
              "predictAll",
              "batches in order, padded",
              "article",
              turns,
              new Sides(0, 1, articles.size())));
    }
  }

  private static void inOrder(
      List<Article> articles, TextEncoder encoder, Transformer transformer) {
    for (int start = 0; start < articles.size(); start += BATCH) {
      List<int[]> batch = new ArrayList<>();
      for (Article article : articles.subList(start, Math.min(start + BATCH, articles.size()))) {
        batch.add(encoder.encode(TextAssembly.DEFAULT.join(article)).ids());
      }
      transformer.paddedLogits(batch);
    }
  }
}
