package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of real runs on a tiny model. */
class TrackedTrainingIT {
  @TempDir private Path temp;

  private MeshTrainer.Builder trainer() throws IOException {
    Path base = temp.resolve("base");
    if (!Files.exists(base)) {
      TrainingFixture.copyTo(base);
    }
    return MeshTrainer.builder(base)
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
            .train(
                data(articles.subList(0, 40)),
                data(articles.subList(40, articles.size())),
                temp.resolve("model"));
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
      TrainingRun.Epoch result = run.history().get(i);
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

  /** The epoch that was done before the process ended is not done again, nor told again. */
  @Test
  void resume_afterAnEpoch_epochAndSavedModelAreKept() throws IOException {
    List<Article> articles = TrainingFixture.articles();
    Path directory = temp.resolve("runs").resolve("tiny");
    MeshTrainer cutOff =
        trainer()
            .runDirectory(directory)
            .onEvent(
                event -> {
                  if (event instanceof TrainingEvent.EpochStarted started && started.epoch() == 2) {
                    throw new IllegalStateException("enough");
                  }
                })
            .build();
    assertThatThrownBy(
            () ->
                cutOff.train(
                    data(articles.subList(0, 40)),
                    data(articles.subList(40, 50)),
                    temp.resolve("model")))
        .hasMessageContaining("enough");
    assertThat(TrackedRun.read(directory).epochs()).hasSize(1);
    List<TrainingEvent.Resumed> resumed = new ArrayList<>();
    TrainingRun run =
        trainer()
            .runDirectory(directory)
            .onEvent(
                event -> {
                  if (event instanceof TrainingEvent.Resumed from) {
                    resumed.add(from);
                  }
                })
            .build()
            .resume(
                data(articles.subList(0, 40)),
                data(articles.subList(40, 50)),
                temp.resolve("model"));
    assertThat(resumed).extracting(TrainingEvent.Resumed::epoch).containsExactly(2);
    TrackedRun tracked = TrackedRun.read(directory);
    assertThat(tracked.problems()).isEmpty();
    assertThat(tracked.epochs()).extracting(TrackedRun.Epoch::number).containsExactly(1, 2);
    TrackedRun.Saved saved = tracked.saved().orElseThrow();
    assertThat(saved.epoch()).isEqualTo(run.bestEpoch());
    assertThat(saved.metric(Metric.MICRO_F1)).hasValue(run.evaluation().micro().f1());
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
    assertThatThrownBy(
            () ->
                trainer.train(
                    data(articles.subList(0, 40)),
                    data(articles.subList(40, 50)),
                    temp.resolve("model")))
        .hasMessageContaining("enough");
    TrackedRun tracked = TrackedRun.read(temp.resolve("runs").resolve("tiny"));
    assertThat(tracked.problems()).isEmpty();
    assertThat(tracked.status()).isEqualTo(TrackedRun.Status.STOPPED);
    assertThat(tracked.losses()).hasSize(3);
  }
}
