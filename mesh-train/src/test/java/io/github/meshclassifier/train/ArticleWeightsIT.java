package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.train.SessionFixture.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Articles that count more or less than others in training. */
class ArticleWeightsIT {
  @TempDir Path temp;

  private static Example weighted(Example example, float weight) {
    return new Example(example.ids(), example.targets(), weight);
  }

  @Test
  void step_weights_asRepeatedArticles() throws IOException {
    try (TrainingSession weighted = SessionFixture.open(SessionFixture.plain(), new Options());
        TrainingSession repeated = SessionFixture.open(SessionFixture.plain(), new Options())) {
      List<List<Example>> batches = SessionFixture.batches();
      for (int i = 0; i < 4; i++) {
        List<Example> batch = batches.get(i);
        List<Example> twice = new ArrayList<>(batch);
        twice.add(batch.get(0));
        twice.add(batch.get(batch.size() - 1));
        // Micro-batches of unequal weights, the last of which has one weight for all.
        int last = batch.size() - 1;
        List<Example> first = new ArrayList<>(batch.subList(0, last));
        first.set(0, weighted(batch.get(0), 2));
        List<List<Example>> micro = List.of(first, List.of(weighted(batch.get(last), 2)));
        TrainingSession.Step one = weighted.step(micro, 1e-3, i);
        TrainingSession.Step two = repeated.step(List.of(twice), 1e-3, i);
        assertThat(one.loss()).isCloseTo(two.loss(), within(1e-5));
        assertThat(one.gradientNorm()).isCloseTo(two.gradientNorm(), within(1e-4));
      }
      Map<String, float[]> found = SessionFixture.values(weighted.weights());
      Map<String, float[]> expected = SessionFixture.values(repeated.weights());
      assertThat(meanDifference(found, expected)).isLessThan(1e-6);
    }
  }

  /** Near 0, rounding decides the sign of a step of AdamW: a few weights may differ. */
  private static double meanDifference(Map<String, float[]> some, Map<String, float[]> others) {
    double sum = 0;
    long count = 0;
    for (String name : some.keySet()) {
      for (int i = 0; i < some.get(name).length; i++) {
        sum += Math.abs(some.get(name)[i] - (double) others.get(name)[i]);
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void step_oneWeightForAll_asWithoutToTheBit() throws IOException {
    try (TrainingSession weighted = SessionFixture.open(SessionFixture.plain(), new Options());
        TrainingSession plain = SessionFixture.open(SessionFixture.plain(), new Options())) {
      List<Example> batch = SessionFixture.batches().get(0);
      List<Example> same = batch.stream().map(example -> weighted(example, 0.25f)).toList();
      assertThat(weighted.step(List.of(same), 1e-3, 0))
          .isEqualTo(plain.step(List.of(batch), 1e-3, 0));
      Map<String, float[]> expected = SessionFixture.values(plain.weights());
      SessionFixture.values(weighted.weights())
          .forEach((name, values) -> assertThat(values).containsExactly(expected.get(name)));
    }
  }

  private MeshTrainer.Builder trainer(Path base) {
    return MeshTrainer.builder(base)
        .epochs(1)
        .batchSize(8)
        .learningRate(3e-3)
        .maxTokens(32)
        .precision(TrainingPrecision.FP32)
        .tracking(false)
        .seed(5);
  }

  @Test
  void train_weights_inProvenanceAndIdentity() throws IOException {
    Path base = TrainingFixture.copyTo(temp.resolve("base"));
    List<Article> articles = TrainingFixture.articles();
    List<Article> training = articles.subList(0, 40);
    List<Article> validation = articles.subList(40, articles.size());
    ToDoubleFunction<Article> some = article -> training.indexOf(article) == 3 ? 4 : 0.5;
    List<Double> losses = new ArrayList<>();
    TrainingRun run =
        trainer(base)
            .articleWeights(some)
            .onEvent(
                event -> {
                  if (event instanceof TrainingEvent.StepDone done) {
                    losses.add(done.loss());
                  }
                })
            .build()
            .train(data(training), data(validation), temp.resolve("weighted"));
    assertThat(run.best().trainingLoss())
        .isBetween(
            losses.stream().min(Double::compare).orElseThrow(),
            losses.stream().max(Double::compare).orElseThrow());
    String manifest = Files.readString(temp.resolve("weighted/mesh-classifier.json"));
    assertThat(manifest).contains("\"article_weights\": \"from 0.5 to 4.0, mean 0.5875\"");

    MeshTrainer others =
        trainer(base).articleWeights(article -> some.applyAsDouble(article) + 1).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> others.resume(data(training), data(validation), temp.resolve("weighted")))
        .withMessageContaining("settings.article_weights was from 0.5 to 4.0")
        .withMessageContaining("data.training.tokens_sha256");
    MeshTrainer elsewhere =
        trainer(base).articleWeights(article -> training.indexOf(article) == 4 ? 4 : 0.5).build();
    assertThatIllegalArgumentException()
        .as("the same weights of other articles")
        .isThrownBy(
            () -> elsewhere.resume(data(training), data(validation), temp.resolve("weighted")))
        .withMessageContaining("data.training.tokens_sha256");
    assertThat(
            trainer(base)
                .articleWeights(some)
                .build()
                .resume(data(training), data(validation), temp.resolve("weighted"))
                .bestEpoch())
        .isEqualTo(1);

    // Weights of 1 are none.
    TrainingRun ones =
        trainer(base)
            .articleWeights(article -> 1)
            .build()
            .train(data(training), data(validation), temp.resolve("ones"));
    LoopFixture.requireEqual(
        trainer(base).build().resume(data(training), data(validation), temp.resolve("ones")), ones);
    assertThat(Files.readString(temp.resolve("ones/mesh-classifier.json")))
        .doesNotContain("article_weights");
  }

  @Test
  void train_weightOutOfRange_refused() throws IOException {
    Path base = TrainingFixture.copyTo(temp.resolve("base"));
    List<Article> articles = TrainingFixture.articles();
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e60}) {
      MeshTrainer trainer = trainer(base).articleWeights(article -> weight).build();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.train(
                      data(articles.subList(0, 8)),
                      data(articles.subList(8, 16)),
                      temp.resolve("model")))
          .withMessageStartingWith("articleWeights must be above 0 and finite, was " + weight);
    }
  }
}
