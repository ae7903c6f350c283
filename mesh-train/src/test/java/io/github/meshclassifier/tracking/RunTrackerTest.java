package io.github.meshclassifier.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.google.gson.JsonParser;
import io.github.meshclassifier.run.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTrackerTest {
  @TempDir private Path runs;
  private final Events.TestClock clock = new Events.TestClock();

  private RunTracker tracker() throws IOException {
    return RunTracker.in(runs, "run", clock);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(runs.resolve("run").resolve(RunTracker.EVENTS_FILE));
  }

  @Test
  void accept_wholeRun_oneObjectALineWithTimeAndKind() throws IOException {
    try (RunTracker tracker = tracker()) {
      assertThat(tracker.directory()).isEqualTo(runs.resolve("run"));
      Events.run(tracker, Events.started(), 4);
    }
    assertThat(lines())
        .extracting(line -> JsonParser.parseString(line).getAsJsonObject())
        .allSatisfy(
            json ->
                assertThat(json.get("time").getAsString()).isEqualTo("2026-11-25T12:00:00.250Z"))
        .extracting(json -> json.get("event").getAsString())
        .containsExactly(
            "tracking",
            "started",
            "epoch_started",
            "step",
            "step",
            "epoch",
            "model_saved",
            "finished");
    assertThat(lines().get(3))
        .isEqualTo(
            "{\"time\":\"2026-11-25T12:00:00.250Z\",\"event\":\"step\",\"epoch\":1,\"step\":1,"
                + "\"total_steps\":6,\"articles\":20,\"tokens\":1000,\"loss\":0.8,"
                + "\"learning_rate\":1.0E-5,\"gradient_norm\":1.5,\"seconds\":0.5}");
  }

  @Test
  void accept_steps_readableAfterFiveSeconds() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.5));
      assertThat(lines()).hasSize(2);
      clock.pass(Duration.ofSeconds(5));
      tracker.accept(Events.step(2, 0.5));
      assertThat(lines()).hasSize(4);
      tracker.accept(Events.step(3, 0.5));
      tracker.accept(Events.epoch(1, 2));
      assertThat(lines()).as("at once after an epoch").hasSize(6);
    }
  }

  @Test
  void accept_interruptedThread_stillWrites() throws IOException {
    try (RunTracker tracker = tracker()) {
      Thread.currentThread().interrupt();
      try {
        tracker.accept(Events.started());
        tracker.accept(Events.epoch(1, 2));
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(tracker.failure()).isEmpty();
    }
    assertThat(lines()).hasSize(4);
  }

  @Test
  void in_earlierRun_goesOnBehindItsWholeLines() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
    }
    Path file = runs.resolve("run").resolve(RunTracker.EVENTS_FILE);
    String whole = Files.readString(file);
    Files.writeString(file, whole + "{\"time\":\"2026-11-25T12:00:00Z\",\"event\":\"st");
    tracker().close();
    assertThat(file).content().startsWith(whole + "{\"time\"").endsWith("\"run\":\"run\"}\n");
    assertThat(lines()).hasSize(4);
  }

  @Test
  void in_fileOfAProcessThatDiedAtOnce_begins() throws IOException {
    Files.createFile(Files.createDirectory(runs.resolve("run")).resolve("events.jsonl"));
    tracker().close();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void in_fileOfSomebodyElse_refusedAndUntouched() throws IOException {
    Path file = Files.createDirectory(runs.resolve("run")).resolve("events.jsonl");
    Files.writeString(file, "my notes");
    assertThatIOException()
        .isThrownBy(this::tracker)
        .withMessageContaining("is not the events of a run");
    assertThat(file).hasContent("my notes");
  }

  @Test
  void in_runBeingTracked_refused() throws IOException {
    RunTracker first = tracker();
    assertThatIOException()
        .isThrownBy(this::tracker)
        .withMessageEndingWith("another tracker writes it; give this run another name");
    first.accept(Events.started());
    first.close();
    assertThat(lines()).hasSize(3);
    tracker().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "a/b", "a\\b", "a:b", "a\nb", "a\u0000b", "what?"})
  void in_nameOfNoDirectory_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunTracker.in(runs, name))
        .withMessageStartingWith("name must be the name of a directory");
    assertThat(runs).isEmptyDirectory();
  }

  @Test
  void in_longestName_taken() throws IOException {
    RunTracker.in(runs, "x".repeat(128)).close();
    assertThatIllegalArgumentException().isThrownBy(() -> RunTracker.in(runs, "x".repeat(129)));
  }

  @Test
  void close_runWithoutEnd_stopped() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(3, 0.5));
    }
    assertThat(lines().get(3))
        .endsWith(
            "\"event\":\"stopped\",\"reason\":\"failed\",\"epoch\":2,\"step\":3,"
                + "\"message\":\"the tracker was closed before the run told its end\"}");
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.finished(3));
    }
    assertThat(lines()).as("nothing after the end").last().asString().contains("\"finished\"");
  }

  @Test
  void accept_afterClose_refused() throws IOException {
    RunTracker tracker = tracker();
    tracker.close();
    tracker.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> tracker.accept(Events.started()))
        .withMessage("the tracker of " + runs.resolve("run") + " is closed; open one for each run");
    assertThatNullPointerException().isThrownBy(() -> tracker().accept(null));
  }

  /** A sink on a disk that is full after some events. */
  private static final class FullDisk implements EventSink {
    final List<String> calls = new ArrayList<>();
    private final int space;

    FullDisk(int space) {
      this.space = space;
    }

    @Override
    public void write(TrainingEvent event, Instant time, long step) throws IOException {
      calls.add(event.getClass().getSimpleName() + " " + step);
      if (calls.size() > space) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void force() {}

    @Override
    public void close() throws IOException {
      calls.add("close");
      throw new IOException("Still no space left on device");
    }
  }

  @Test
  void accept_fullDisk_goesOnWithTheOtherFile() {
    FullDisk full = new FullDisk(1);
    FullDisk other = new FullDisk(100);
    RunTracker tracker = new RunTracker(runs, clock, List.of(full, other));
    tracker.accept(Events.started());
    assertThat(tracker.failure()).isEmpty();
    tracker.accept(Events.step(1, 0.5));
    tracker.accept(Events.step(2, 0.5));
    assertThat(tracker.failure())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("No space left on device");
    assertThat(full.calls).containsExactly("Started 0", "StepDone 1", "close");
    assertThat(other.calls).containsExactly("Started 0", "StepDone 1", "StepDone 2");
    tracker.close();
    assertThat(other.calls).containsSequence("Stopped 2", "close");
    assertThat(tracker.failure())
        .as("the first one")
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("No space left on device");
  }
}
