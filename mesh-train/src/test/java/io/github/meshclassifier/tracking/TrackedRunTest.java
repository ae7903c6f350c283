package io.github.meshclassifier.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.train.ToldEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackedRunTest {
  private static final String HEADER =
      "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"tracking\",\"version\":1,\"run\":\"r\"}\n";

  @TempDir private Path runs;
  private final Events.TestClock clock = new Events.TestClock();

  private RunTracker tracker() throws IOException {
    return RunTracker.in(runs, "run", clock);
  }

  private TrackedRun read() throws IOException {
    return TrackedRun.read(runs.resolve("run"));
  }

  private Path file() {
    return runs.resolve("run").resolve(RunTracker.EVENTS_FILE);
  }

  private TrackedRun readLines(String... lines) throws IOException {
    Files.createDirectories(runs.resolve("run"));
    Files.writeString(file(), HEADER + String.join("", lines));
    return read();
  }

  @Test
  void read_wholeRun_everythingBack() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started("seed", "7"), 4, 2, 3);
    }
    TrackedRun run = read();
    assertThat(run.name()).isEqualTo("run");
    assertThat(run.directory()).isEqualTo(runs.resolve("run"));
    assertThat(run.status()).isEqualTo(TrackedRun.Status.FINISHED);
    assertThat(run.stopReason()).contains("completed");
    assertThat(run.started()).contains(Events.NOON);
    assertThat(run.settings())
        .hasToString(
            "{base_model=tiny/bert, learning_rate=3.0E-5, schedule=LINEAR, seed=7,"
                + " training_articles=40, validation_articles=10}");
    assertThat(run.validationSha256()).isEqualTo("bb");
    assertThat(run.losses())
        .containsExactly(
            new TrackedRun.Loss(1, 0.8),
            new TrackedRun.Loss(2, 0.6),
            new TrackedRun.Loss(3, 0.4),
            new TrackedRun.Loss(4, 0.3),
            new TrackedRun.Loss(5, 0.8 / 3),
            new TrackedRun.Loss(6, 0.6 / 3));
    assertThat(run.epochs()).extracting(TrackedRun.Epoch::number).containsExactly(1, 2, 3);
    TrackedRun.Epoch best = run.best().orElseThrow();
    assertThat(best.number()).isEqualTo(2);
    assertThat(best.step()).isEqualTo(4);
    assertThat(best.trainingLoss()).isEqualTo(0.45);
    assertThat(best.validationLoss()).isEqualTo(0.5);
    assertThat(best.metric(Metric.MICRO_F1)).hasValue(36 / 38.0);
    assertThat(best.metric(Metric.EXACT_MATCH)).hasValue(0.8);
    assertThat(best.metric(Metric.HAMMING_LOSS)).hasValue(0.1);
    assertThat(best.labelF1()).hasToString("{A=" + 16 / 18.0 + ", C=1.0}");
    assertThat(best.duration()).isEqualTo(Duration.ofSeconds(4));
    assertThat(run.duration()).isEqualTo(Duration.ofSeconds(12));
    assertThat(run.articlesPerSecond()).hasValue(40);
    assertThat(run.problems()).isEmpty();
    assertThat(run).hasToString("TrackedRun[run, FINISHED, epochs 3]");
  }

  @Test
  void read_everyKindOfEvent_understood() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.resumed(1, 0, Path.of("checkpoint")));
      tracker.accept(ToldEvents.epochStarted(1, 1, 2));
      tracker.accept(Events.step(1, Double.POSITIVE_INFINITY));
      tracker.accept(ToldEvents.checkpointSaved(1, Path.of("checkpoint")));
      tracker.accept(ToldEvents.checkpointFailed(1, Path.of("c"), "disk \"full\"\n"));
      tracker.accept(ToldEvents.validationProgress(1, 1, 10));
      tracker.accept(Events.epoch(1, 3));
      tracker.accept(Events.modelSaved(1, 2));
      tracker.accept(ToldEvents.stopped(StopReason.DIVERGED, 2, 1, "loss is NaN"));
    }
    TrackedRun run = read();
    assertThat(run.problems()).isEmpty();
    assertThat(run.status()).isEqualTo(TrackedRun.Status.STOPPED);
    assertThat(run.stopReason()).contains("diverged");
    assertThat(run.losses()).containsExactly(new TrackedRun.Loss(1, Double.POSITIVE_INFINITY));
  }

  @Test
  void read_runThatGoesOn_asFarAsItIs() throws IOException {
    try (RunTracker tracker = tracker()) {
      assertThat(read().settings()).isEmpty();
      assertThat(read().best()).isEmpty();
      assertThat(read().articlesPerSecond()).isEmpty();
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.5));
      tracker.accept(Events.step(2, 0.5));
      tracker.accept(Events.epoch(1, 2));
      TrackedRun run = read();
      assertThat(run.status()).isEqualTo(TrackedRun.Status.UNFINISHED);
      assertThat(run.stopReason()).isEmpty();
      assertThat(run.best()).get().extracting(TrackedRun.Epoch::number).isEqualTo(1);
    }
  }

  @Test
  void read_resumedRun_withoutWhatWasVoid() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.5));
      tracker.accept(Events.step(2, 0.4));
      tracker.accept(Events.epoch(1, 2));
      tracker.accept(Events.modelSaved(1, 2));
      tracker.accept(Events.step(3, 9));
      tracker.accept(Events.step(4, 9));
      tracker.accept(Events.epoch(2, 9));
      tracker.accept(ToldEvents.stopped(StopReason.INTERRUPTED, 2, 4, "interrupted"));
    }
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.resumed(2, 3, Path.of("checkpoint")));
      tracker.accept(Events.step(4, 0.3));
      tracker.accept(Events.epoch(2, 4));
    }
    TrackedRun run = read();
    assertThat(run.losses()).extracting(TrackedRun.Loss::loss).containsExactly(0.5, 0.4, 9.0, 0.3);
    assertThat(run.epochs()).hasSize(2);
    assertThat(run.epochs().get(1).metric(Metric.EXACT_MATCH)).hasValue(0.6);
    assertThat(run.saved()).get().extracting(TrackedRun.Saved::epoch).isEqualTo(1);
    assertThat(run.best()).get().extracting(TrackedRun.Epoch::number).isEqualTo(1);
    assertThat(run.status()).isEqualTo(TrackedRun.Status.STOPPED);
    assertThat(run.stopReason()).contains("failed");
  }

  /** A listener sees another model saved than the epoch was, once it is calibrated. */
  @Test
  void read_savedModel_itsOwnFigures() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.5));
      tracker.accept(Events.epoch(1, 4));
      tracker.accept(Events.modelSaved(1, 1));
    }
    TrackedRun run = read();
    assertThat(run.best().orElseThrow().metric(Metric.EXACT_MATCH)).hasValue(0.6);
    TrackedRun.Saved saved = run.saved().orElseThrow();
    assertThat(saved.epoch()).isEqualTo(1);
    assertThat(saved.profile()).isEqualTo("half");
    assertThat(saved.metric(Metric.EXACT_MATCH)).hasValue(0.9);
    assertThat(saved.metric(Metric.MACRO_AUROC)).as("no article lacks a label").isEmpty();
    assertThat(saved.labelF1()).hasToString("{A=" + 18 / 19.0 + ", C=1.0}");
    assertThat(saved.learnedNothing()).isFalse();
  }

  @Test
  void read_resumedAfterAnEpoch_savedModelIsThatOfTheEpoch() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started(), 4, 2, 1);
    }
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.resumed(3, 4, Path.of("checkpoint")));
      assertThat(read().saved()).get().extracting(TrackedRun.Saved::epoch).isEqualTo(2);
      assertThat(read().best()).get().extracting(TrackedRun.Epoch::number).isEqualTo(2);
      tracker.accept(ToldEvents.resumed(1, 0, Path.of("checkpoint")));
      assertThat(read().saved()).isEmpty();
    }
  }

  @Test
  void read_resumedBeforeValidation_epochOnce() throws IOException {
    for (int process = 1; process <= 2; process++) {
      try (RunTracker tracker = tracker()) {
        tracker.accept(Events.started());
        if (process == 2) {
          tracker.accept(ToldEvents.resumed(1, 2, Path.of("checkpoint")));
        } else {
          tracker.accept(Events.step(1, 0.5));
          tracker.accept(Events.step(2, 0.4));
        }
        tracker.accept(Events.epoch(1, 2));
      }
    }
    assertThat(read().epochs()).hasSize(1);
    assertThat(read().losses()).hasSize(2);
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void read_nameUsedAgain_lastRun() throws IOException {
    for (int wrong = 4; wrong >= 3; wrong--) {
      try (RunTracker tracker = tracker()) {
        Events.run(tracker, Events.started("seed", "" + wrong), wrong);
      }
    }
    assertThat(read().epochs()).hasSize(1);
    assertThat(read().settings()).containsEntry("seed", "3");
    assertThat(read().best().orElseThrow().metric(Metric.EXACT_MATCH)).hasValue(0.7);
  }

  @Test
  void read_manySteps_joinedToTheirMean() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      for (int step = 1; step <= 1000; step++) {
        tracker.accept(Events.step(step, step));
      }
    }
    List<TrackedRun.Loss> losses = read().losses();
    assertThat(losses).hasSize(250);
    assertThat(losses.get(0)).isEqualTo(new TrackedRun.Loss(4, 2.5));
    assertThat(losses.get(249)).isEqualTo(new TrackedRun.Loss(1000, 998.5));
  }

  @Test
  void read_cutLastLine_toldAndLeftOut() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started(), 4, 2);
    }
    byte[] whole = Files.readAllBytes(file());
    int lines = Files.readAllLines(file()).size();
    Files.write(file(), Arrays.copyOf(whole, whole.length - 2));
    TrackedRun run = read();
    assertThat(run.status()).isEqualTo(TrackedRun.Status.UNFINISHED);
    assertThat(run.epochs()).hasSize(2);
    assertThat(run.problems())
        .containsExactly(
            "line " + lines + ": is cut off, as a process that dies while it writes leaves it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | is no JSON object",
        "[1] | is no JSON object",
        "null | is no JSON object",
        "{\"a\":1} {} | is no JSON object",
        "{\"event\":\"step\"} | time is nothing, expected a string",
        "{\"time\":\"noon\",\"event\":\"step\"} | time is \"noon\", expected a time such as"
            + " 2026-11-25T08:15:00Z",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":7} | event is 7, expected a string",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"step\",\"step\":-1} | step is -1,"
            + " expected an integer from 0 to 2147483647",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"step\",\"step\":1.5} | step is 1.5,"
            + " expected an integer from 0 to 2147483647",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"step\",\"step\":1e999} | step is 1e999,"
            + " expected an integer from 0 to 2147483647",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"step\",\"step\":1,\"loss\":true} | loss is"
            + " true, expected a number",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"epoch\",\"metrics\":[]} | metrics is [],"
            + " expected an object",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"epoch\",\"metrics\":{},\"labels\":[3]} |"
            + " labels is 3, expected an array of objects",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"epoch\",\"metrics\":{},\"labels\":[],"
            + "\"epoch\":2} | epoch 2 is out of order, expected 1",
        "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"started\",\"settings\":{\"a\":{}}} | a is"
            + " {}, expected a string"
      })
  void read_unusableLine_toldAndLeftOut(String line, String problem) throws IOException {
    TrackedRun run =
        readLines(line + "\n", "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"x\"}\n");
    assertThat(run.problems()).containsExactly("line 2: " + problem);
  }

  @Test
  void read_manyUnusableLines_firstTenAndTheNumberOfTheOthers() throws IOException {
    TrackedRun run = readLines("x\n".repeat(30));
    assertThat(run.problems()).hasSize(11).endsWith("20 more lines could not be used");
  }

  /** Whatever is done to the bytes: a run, or an error that names the file. */
  @Test
  void read_damagedFile_runOrError() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started(), 4, 2);
    }
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(11);
    int readable = 0;
    for (int round = 0; round < 400; round++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int i = random.nextInt(8); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), damaged);
      try {
        TrackedRun run = read();
        assertThat(run.losses()).hasSizeLessThanOrEqualTo(4);
        readable++;
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith(file().toString());
      }
    }
    assertThat(readable).isBetween(100, 399);
  }

  @Test
  void read_hugeNesting_toldAndLeftOut() throws IOException {
    TrackedRun run = readLines("[".repeat(1 << 20) + "\n");
    assertThat(run.problems()).containsExactly("line 2: is no JSON object");
  }

  @Test
  void read_newerVersion_refused() throws IOException {
    Files.createDirectories(runs.resolve("run"));
    Files.writeString(file(), HEADER.replace("\"version\":1", "\"version\":2"));
    assertThatIOException()
        .isThrownBy(this::read)
        .withMessage(
            file()
                + ": version 2 is newer than this library reads, expected at most 1; use a newer"
                + " release");
  }

  @Test
  void read_otherFile_refused() throws IOException {
    Files.createDirectories(runs.resolve("run"));
    for (String content : List.of("", "\n", "PK\u0003\u0004", "{\"event\":\"step\"}\n", "{}")) {
      Files.write(file(), content.getBytes(UTF_8));
      assertThatIOException()
          .isThrownBy(this::read)
          .withMessageContaining(
              "is not the events of a run, expected a first line with \"event\":\"tracking\"");
    }
    Files.delete(file());
    assertThatIOException().isThrownBy(this::read).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void read_futureKindsAndKeys_passedOver() throws IOException {
    TrackedRun run =
        readLines(
            "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"weather\",\"rain\":true}\n",
            "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"step\",\"step\":1,\"loss\":0.25,"
                + "\"articles\":8,\"seconds\":2,\"colour\":\"blue\"}\n");
    assertThat(run.problems()).isEmpty();
    assertThat(run.articlesPerSecond().orElseThrow()).isCloseTo(4, within(1e-12));
    assertThat(new ArrayList<>(run.losses())).hasSize(1);
  }
}
