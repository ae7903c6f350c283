package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folds that are trained, scored, cut off and gone on with. */
class CrossValidationIT {
  private static final CrossValidation.Plan PLAN = CrossValidation.Plan.of(3).withValidation(0.25);

  @TempDir static Path shared;
  private static Path base;
  private static Dataset dataset;
  private static CrossValidation whole;
  private static List<TrainingEvent> events = new ArrayList<>();

  @TempDir Path temp;

  @BeforeAll
  static void crossValidateUninterrupted() throws IOException {
    base = TrainingFixture.copyTo(shared.resolve("base"));
    dataset = data(TrainingFixture.articles());
    whole = trainer(events::add).crossValidate(dataset, PLAN, shared.resolve("whole"));
  }

  private static MeshTrainer trainer(Consumer<TrainingEvent> listener) {
    return MeshTrainer.builder(base)
        .epochs(2)
        .batchSize(8)
        .learningRate(3e-3)
        .maxTokens(32)
        .precision(TrainingPrecision.FP32)
        .tracking(false)
        .seed(5)
        .onEvent(listener)
        .build();
  }

  @Test
  void crossValidate_everyArticle_scoredByAModelThatDidNotSeeIt() throws IOException {
    assertThat(whole.folds()).extracting(CrossValidation.Fold::number).containsExactly(1, 2, 3);
    List<Article> tested = new ArrayList<>();
    for (CrossValidation.Fold fold : whole.folds()) {
      tested.addAll(fold.test().articles());
      assertThat(fold.run().directory()).isEqualTo(shared.resolve("whole/fold-" + fold.number()));
      try (MeshClassifier classifier = MeshClassifier.load(fold.run().directory())) {
        float[][] scores = classifier.score(fold.test().articles());
        for (int i = 0; i < scores.length; i++) {
          int row = dataset.articles().indexOf(fold.test().article(i));
          for (int label = 0; label < scores[i].length; label++) {
            assertThat(fold.scores().score(i, label)).isCloseTo(scores[i][label], within(1e-6f));
            assertThat(whole.outOfFold().score(row, label))
                .isEqualTo(fold.scores().score(i, label));
          }
        }
        assertThat(fold.evaluation().thresholds()).isEqualTo(classifier.thresholds());
      }
    }
    assertThat(tested).containsExactlyInAnyOrderElementsOf(dataset.articles());
    assertThat(whole.outOfFold().size()).isEqualTo(dataset.size());
  }

  @Test
  void events_sayWhichFold() {
    assertThat(
            events.stream()
                .filter(
                    event ->
                        event instanceof TrainingEvent.FoldStarted
                            || event instanceof TrainingEvent.Started
                            || event instanceof TrainingEvent.Finished
                            || event instanceof TrainingEvent.FoldDone)
                .map(
                    event ->
                        event instanceof TrainingEvent.FoldStarted fold
                            ? "fold " + fold.number() + " of " + fold.folds()
                            : event instanceof TrainingEvent.FoldDone done
                                ? "done " + done.fold().number()
                                : event.getClass().getSimpleName()))
        .containsExactly(
            "fold 1 of 3",
            "Started",
            "Finished",
            "done 1",
            "fold 2 of 3",
            "Started",
            "Finished",
            "done 2",
            "fold 3 of 3",
            "Started",
            "Finished",
            "done 3");
  }

  @Test
  void crossValidate_cutOffInTheSecondFold_goesOnThere() throws IOException {
    CrossValidation.Plan plan = PLAN.withoutModels();
    List<TrainingEvent> before = new ArrayList<>();
    Consumer<TrainingEvent> cut =
        event -> {
          before.add(event);
          if (event instanceof TrainingEvent.EpochDone
              && before.stream().filter(TrainingEvent.FoldStarted.class::isInstance).count() == 2) {
            throw new IllegalStateException("cut off");
          }
        };
    Path directory = temp.resolve("folds");
    assertThatThrownBy(() -> trainer(cut).crossValidate(dataset, plan, directory))
        .hasMessage("cut off");
    assertThat(directory.resolve("fold-1")).doesNotExist();
    List<TrainingEvent> after = new ArrayList<>();
    requireEqual(trainer(after::add).crossValidate(dataset, plan, directory));
    assertThat(after.stream().filter(TrainingEvent.Started.class::isInstance)).hasSize(2);
    // All is done now: nothing is trained, and the models are gone.
    after.clear();
    requireEqual(trainer(after::add).crossValidate(dataset, plan, directory));
    assertThat(after).noneMatch(TrainingEvent.Started.class::isInstance).hasSize(6);
    for (int fold = 1; fold <= 3; fold++) {
      assertThat(directory.resolve("fold-" + fold)).doesNotExist();
      assertThat(directory.resolve("fold-" + fold + ".scores")).isRegularFile();
    }
  }

  private static void requireEqual(CrossValidation found) {
    for (int i = 0; i < 3; i++) {
      LoopFixture.requireEqual(found.folds().get(i).run(), whole.folds().get(i).run());
    }
    for (int i = 0; i < dataset.size(); i++) {
      for (int label = 0; label < dataset.scheme().size(); label++) {
        assertThat(found.outOfFold().score(i, label)).isEqualTo(whole.outOfFold().score(i, label));
      }
    }
    assertThat(found.mean(Metric.MACRO_F1)).isEqualTo(whole.mean(Metric.MACRO_F1));
  }

  @Test
  void crossValidate_otherSettings_refused() throws IOException {
    Path directory = shared.resolve("whole");
    assertThatThrownBy(
            () ->
                trainer(event -> {}).toBuilder()
                    .epochs(3)
                    .build()
                    .crossValidate(dataset, PLAN, directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settings.epochs was 2, is 3");
  }

  @Test
  void crossValidate_namedDirectories_oneForEachFold() throws IOException {
    trainer(event -> {}).toBuilder()
        .tracking(true)
        .epochs(1)
        .runDirectory(temp.resolve("runs"))
        .checkpoints(Checkpoints.every(100).in(temp.resolve("checkpoints")))
        .build()
        .crossValidate(dataset, CrossValidation.Plan.of(2), temp.resolve("folds"));
    for (String fold : List.of("fold-1", "fold-2")) {
      assertThat(temp.resolve("runs").resolve(fold).resolve("events.jsonl")).isRegularFile();
      assertThat(temp.resolve("checkpoints").resolve(fold).resolve("finished")).isDirectory();
    }
    assertThat(Files.exists(temp.resolve("folds/fold-1.checkpoints"))).isFalse();
  }
}
