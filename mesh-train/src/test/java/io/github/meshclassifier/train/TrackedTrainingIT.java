package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of real runs on a tiny model. */
class TrackedTrainingIT {
  @TempDir private Path temp;

  private MeshTrainer.Builder trainer() throws IOException {
    return MeshTrainer.builder(TrainingFixture.copyTo(temp.resolve("base")))
        .outputDirectory(temp.resolve("model"))
        .epochs(2)
        .batchSize(8)
        .learningRate(5e-3)
        .maxTokens(64)
        .seed(7);
  }

  @Test
  void train_tracked_whatTheRunSays() throws IOException {
    List<Article> articles = TrainingFixture.articles();
    TrainingRun run =
        trainer()
            .runDirectory(temp.resolve("runs").resolve("tiny"))
            .build()
            .train(articles.subList(0, 40), articles.subList(40, articles.size()));
    TrackedRun tracked = TrackedRun.read(temp.resolve("runs").resolve("tiny"));
    assertThat(tracked.problems()).isEmpty();
    assertThat(tracked.status()).isEqualTo(TrackedRun.Status.FINISHED);
    assertThat(tracked.settings())
        .containsEntry("base_model", "base")
        .containsEntry("training_articles", "40")
        .containsEntry("batch_size", "8")
        .containsEntry("seed", "7");
    assertThat(tracked.losses()).hasSize(10);
    assertThat(tracked.best().orElseThrow().number()).isEqualTo(run.bestEpoch());
    assertThat(tracked.epochs()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      EpochResult result = run.history().get(i);
      TrackedRun.Epoch epoch = tracked.epochs().get(i);
      assertThat(epoch.step()).isEqualTo(5L * (i + 1));
      assertThat(epoch.trainingLoss()).isEqualTo(result.trainingLoss());
      assertThat(epoch.validationLoss()).isEqualTo(result.validationLoss());
      assertThat(epoch.metric(Metric.MICRO_F1)).hasValue(result.evaluation().micro().f1());
      assertThat(epoch.metric(Metric.EXACT_MATCH)).hasValue(result.evaluation().subsetAccuracy());
      assertThat(epoch.labelF1().keySet()).containsExactlyElementsOf(result.evaluation().labels());
      assertThat(epoch.labelF1()).containsEntry("C", result.evaluation().forLabel("C").f1());
    }
    try (Stream<Path> files = Files.list(tracked.directory())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(2)
          .contains("events.jsonl")
          .anyMatch(name -> name.startsWith("events.out.tfevents."));
    }
  }

  @Test
  void train_listenerThatFails_leavesWhatCameBefore() throws IOException {
    List<Article> articles = TrainingFixture.articles();
    MeshTrainer trainer =
        trainer()
            .runDirectory(temp.resolve("runs").resolve("tiny"))
            .onEvent(
                event -> {
                  if (event instanceof TrainingEvent.StepDone done && done.step() == 3) {
                    throw new IllegalStateException("enough");
                  }
                })
            .build();
    assertThatThrownBy(() -> trainer.train(articles.subList(0, 40), articles.subList(40, 50)))
        .hasMessageContaining("enough");
    TrackedRun tracked = TrackedRun.read(temp.resolve("runs").resolve("tiny"));
    assertThat(tracked.problems()).isEmpty();
    assertThat(tracked.status()).isEqualTo(TrackedRun.Status.STOPPED);
    assertThat(tracked.losses()).hasSize(3);
  }
}
