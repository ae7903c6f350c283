package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user sees who prints the events of a run. */
class RunEventsTest {
  private static final Path MODEL = Path.of("my-model");
  private static final ScoredArticles SCORES =
      ScoredArticles.builder(List.of("A", "B"))
          .add(new boolean[] {true, false}, new float[] {0.9f, 0.1f})
          .add(new boolean[] {true, true}, new float[] {0.8f, 0.2f})
          .build();
  private static final SavedModel SAVED =
      SavedModel.of(
          DecisionRule.half(2), LabelCoupling.identity(2), Calibration.identity(2), SCORES);
  private static final TrainingRun.Epoch EPOCH =
      new RunEvents.Epoch(
          2, 0.26441, 0.26302, SCORES.evaluate(Thresholds.DEFAULT), Duration.ofMillis(9400));

  private static final TrainingRun RUN =
      new RunEvents.Run(MODEL, List.of(EPOCH, EPOCH), 2, StopReason.COMPLETED, SAVED);

  private record Fold(int number, TrainingRun run, Dataset test, ScoredArticles scores)
      implements CrossValidation.Fold {}

  private static List<TrainingEvent> events() {
    return List.of(
        new RunEvents.BaseModelDownload(
            new HubEvent.Resolved(new HubModel("a/b", "main"), "0123", List.of())),
        new RunEvents.Started(
            "biobert",
            List.of(new Label("A", "Anatomy"), new Label("B", "Organisms")),
            new TreeMap<>(),
            new RunEvents.Articles(40, 3, "aa"),
            new RunEvents.Articles(10, 1, "bb"),
            3,
            30,
            List.of("classifier.weight"),
            List.of()),
        new RunEvents.Resumed(2, 17, Path.of("c", "step-00000017")),
        new RunEvents.EpochStarted(2, 11, 20),
        new RunEvents.StepDone(2, 18, 30, 16, 2048, 0.312499, 4.8e-5, 1.25, Duration.ofMillis(412)),
        new RunEvents.ValidationProgress(2, 8, 10),
        new RunEvents.EpochDone(EPOCH, SCORES),
        new RunEvents.ModelSaved(2, MODEL, SAVED),
        new RunEvents.CheckpointSaved(18, Path.of("c", "step-00000018")),
        new RunEvents.CheckpointFailed(18, Path.of("c"), "the disk is full"),
        new RunEvents.FoldStarted(2, 5),
        new RunEvents.FoldDone(new Fold(2, RUN, null, SCORES), 5),
        new RunEvents.Finished(RUN),
        new RunEvents.Stopped(StopReason.DIVERGED, 2, 18, "loss NaN"));
  }

  @Test
  void toString_everyKind_oneLine() {
    List<Class<?>> kinds =
        Stream.of(TrainingEvent.class.getDeclaredClasses())
            .filter(TrainingEvent.class::isAssignableFrom)
            .toList();
    assertThat(kinds).allSatisfy(kind -> assertThat(events()).hasAtLeastOneElementOfType(kind));
    assertThat(events().stream().map(String::valueOf).skip(1))
        .containsExactly(
            "training of biobert started: 2 labels, 40 articles to train on, 10 to validate on,"
                + " 3 epochs, 30 steps",
            "resumed in epoch 2 after step 17 from c/step-00000017",
            "epoch 2 started: steps 11 to 20",
            "step 18 of 30, epoch 2: loss 0.3125, learning rate 4.80e-05, gradient norm 1.25,"
                + " 16 articles, 2048 tokens, 0.41 s",
            "epoch 2: 8 of 10 validation articles scored",
            "epoch 2 done: training loss 0.2644, validation loss 0.2630, before calibration"
                + " micro-F1 0.800, macro-F1 0.500, 9.4 s",
            "model of epoch 2 saved in my-model: micro-F1 0.800, macro-F1 0.500, it has learned"
                + " nothing yet",
            "checkpoint of step 18 saved in c/step-00000018",
            "checkpoint of step 18 not saved in c: the disk is full",
            "fold 2 of 5 started",
            "fold 2 of 5 done: on its test articles micro-F1 0.800, macro-F1 0.500",
            "run COMPLETED: epoch 2 of 2 is the best, micro-F1 0.800, macro-F1 0.500, model in"
                + " my-model",
            "stopped in epoch 2 after step 18, DIVERGED: loss NaN");
    assertThat(events().get(0).toString()).startsWith("base model: ").doesNotContain("\n");
  }

  @Test
  void toString_lineEndsInNamesAndMessages_stayOneLine() {
    for (TrainingEvent event :
        Arrays.asList(
            new RunEvents.Stopped(StopReason.FAILED, 1, 0, "a\nb\u2028c\rd"),
            new RunEvents.CheckpointSaved(1, Path.of("a\nb")))) {
      assertThat(event.toString()).hasLineCount(1).doesNotContainPattern("[\\n\\r\u2028]");
    }
  }
}
