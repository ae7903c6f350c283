package io.github.meshclassifier.tracking;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.train.ToldEvents;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Events of runs that never took place. */
final class Events {
  static final Instant NOON = Instant.parse("2026-11-25T12:00:00.250Z");

  private Events() {}

  /** A clock that a test moves. */
  static final class TestClock extends Clock {
    Instant now = NOON;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  static TrainingEvent.Started started(String... settings) {
    Map<String, String> map =
        new TreeMap<>(Map.of("learning_rate", "3.0E-5", "schedule", "LINEAR"));
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return ToldEvents.started(
        "tiny/bert",
        List.of(new Label("A", "Anatomy"), new Label("C", "Diseases")),
        new TreeMap<>(map),
        ToldEvents.articles(40, 3, "aa"),
        ToldEvents.articles(10, 1, "bb"),
        3,
        6);
  }

  static TrainingEvent.StepDone step(long step, double loss) {
    return ToldEvents.stepDone((int) (step + 1) / 2, step, 6, loss, 1e-5 * step, 1.5);
  }

  /** Scores of ten articles, of which so many get label A wrong. */
  static ScoredArticles scores(int wrong) {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "C"));
    for (int i = 0; i < 10; i++) {
      builder.add(new boolean[] {true, true}, new float[] {i < wrong ? 0.1f : 0.9f, 0.8f});
    }
    return builder.build();
  }

  static TrainingRun.Epoch result(int epoch, int wrong) {
    return ToldEvents.epoch(
        epoch,
        0.9 / epoch,
        1.0 / epoch,
        scores(wrong).evaluate(Thresholds.DEFAULT),
        Duration.ofSeconds(4));
  }

  static TrainingEvent.EpochDone epoch(int epoch, int wrong) {
    return ToldEvents.epochDone(result(epoch, wrong), scores(wrong));
  }

  /** A saved model that gets so many wrong with its own scores. */
  static SavedModel saved(int wrong) {
    return SavedModel.of(
        DecisionRule.half(2), LabelCoupling.identity(2), Calibration.identity(2), scores(wrong));
  }

  static TrainingEvent.ModelSaved modelSaved(int epoch, int wrong) {
    return ToldEvents.modelSaved(epoch, Path.of("model"), saved(wrong));
  }

  static TrainingEvent.Finished finished(int... wrongOfEpochs) {
    List<TrainingRun.Epoch> history = new ArrayList<>();
    int best = 1;
    for (int i = 0; i < wrongOfEpochs.length; i++) {
      history.add(result(i + 1, wrongOfEpochs[i]));
      best = wrongOfEpochs[i] < wrongOfEpochs[best - 1] ? i + 1 : best;
    }
    return ToldEvents.finished(
        Path.of("model"), history, best, StopReason.COMPLETED, saved(wrongOfEpochs[best - 1]));
  }

  /** A run of two steps an epoch, each epoch getting so many articles wrong. */
  static void run(Consumer<TrainingEvent> tracker, TrainingEvent.Started started, int... wrong) {
    tracker.accept(started);
    int fewest = Integer.MAX_VALUE;
    for (int epoch = 1; epoch <= wrong.length; epoch++) {
      tracker.accept(ToldEvents.epochStarted(epoch, 2L * epoch - 1, 2L * epoch));
      tracker.accept(step(2L * epoch - 1, 0.8 / epoch));
      tracker.accept(step(2L * epoch, 0.6 / epoch));
      tracker.accept(ToldEvents.validationProgress(epoch, 10, 10));
      tracker.accept(epoch(epoch, wrong[epoch - 1]));
      if (wrong[epoch - 1] < fewest) {
        fewest = wrong[epoch - 1];
        tracker.accept(modelSaved(epoch, wrong[epoch - 1]));
      }
    }
    tracker.accept(finished(wrong));
  }
}
