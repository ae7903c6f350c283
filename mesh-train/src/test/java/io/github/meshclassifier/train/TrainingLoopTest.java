package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop without the engine: what it does when, and that no interruption changes the result. */
class TrainingLoopTest {
  @TempDir Path temp;
  private TrainingRun whole;
  private String model;

  @BeforeEach
  void train() throws IOException {
    LoopFixture fixture = fixture("whole");
    whole = fixture.run();
    model = fixture.model();
  }

  private LoopFixture fixture(String name) throws IOException {
    return new LoopFixture(Files.createDirectories(temp.resolve(name)));
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void assertAsUninterrupted(LoopFixture fixture, TrainingRun run) throws IOException {
    LoopFixture.requireEqual(run, whole);
    assertThat(fixture.model()).isEqualTo(model);
    assertThat(names(fixture.output().getParent())).containsExactly("model", "model.checkpoints");
    assertThat(names(fixture.checkpointDirectory())).containsExactly("finished");
  }

  @Test
  void run_threeEpochs_bestSavedAndCheckpointsWhenDue() throws IOException {
    List<String> events = new ArrayList<>();
    LoopFixture fixture =
        fixture("events")
            .listener(
                event -> {
                  if (!(event instanceof TrainingEvent.ValidationProgress)) {
                    events.add(name(event));
                  }
                });
    TrainingRun run = fixture.run();
    assertThat(run.bestEpoch()).isEqualTo(2);
    assertThat(run.stopReason()).isEqualTo(StopReason.COMPLETED);
    assertThat(events)
        .containsExactly(
            "EpochStarted 1-4",
            "1",
            "2",
            "3",
            "step-00000003",
            "4",
            "EpochDone",
            "step-00000004-epoch-001",
            "ModelSaved 1",
            "EpochStarted 5-8",
            "5",
            "6",
            "7",
            "step-00000007",
            "8",
            "EpochDone",
            "step-00000008-epoch-002",
            "ModelSaved 2",
            "EpochStarted 9-12",
            "9",
            "10",
            "11",
            "step-00000011",
            "12",
            "EpochDone",
            "step-00000012-epoch-003",
            "Finished");
    assertAsUninterrupted(fixture, run);
    assertThat(end(fixture).reason()).isEqualTo(StopReason.COMPLETED);
  }

  private static String name(TrainingEvent event) {
    if (event instanceof TrainingEvent.StepDone done) {
      return String.valueOf(done.step());
    } else if (event instanceof TrainingEvent.CheckpointSaved saved) {
      return saved.directory().getFileName().toString();
    } else if (event instanceof TrainingEvent.EpochStarted started) {
      return "EpochStarted " + started.firstStep() + "-" + started.lastStep();
    } else if (event instanceof TrainingEvent.ModelSaved saved) {
      return "ModelSaved " + saved.epoch();
    }
    return event.getClass().getSimpleName();
  }

  private static Provenance.End end(LoopFixture fixture) throws IOException {
    ModelManifest manifest = ModelManifest.require(ModelFiles.directory(fixture.output()));
    return Objects.requireNonNull(ProvenanceJson.read(manifest, "here").end());
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static Consumer<TrainingEvent> killAt(int event) {
    AtomicInteger count = new AtomicInteger();
    return told -> {
      if (count.getAndIncrement() == event) {
        throw new Killed();
      }
    };
  }

  @Test
  void run_cutOffAtAnyEvent_resumesToTheSame() throws IOException {
    for (int event = 0; ; event += 2) {
      LoopFixture fixture = fixture("cut" + event).listener(killAt(event));
      try {
        fixture.run();
        assertThat(event).as("number of events").isGreaterThan(41);
        return;
      } catch (Killed e) {
        TrainingRun run = fixture.listener(told -> {}).run();
        if (names(fixture.checkpointDirectory()).equals(List.of("finished"))) {
          assertAsUninterrupted(fixture, run);
        }
      }
    }
  }

  @Test
  void run_cutOffAgainAndAgain_getsThereWithTheSame() throws IOException {
    LoopFixture fixture = fixture("often").checkpoints(Checkpoints.every(1));
    for (int attempt = 0; ; attempt++) {
      try {
        TrainingRun run = fixture.listener(killAt(attempt % 7 + 3)).run();
        assertAsUninterrupted(fixture, run);
        assertThat(attempt).isGreaterThan(3);
        return;
      } catch (Killed e) {
        assertThat(attempt).isLessThan(100);
      }
    }
  }

  @Test
  void run_interrupted_finishesTheStepAndResumesToTheSame() throws IOException {
    for (int event = 1; event < 42; event += 4) {
      LoopFixture fixture = fixture("interrupted" + event);
      AtomicInteger count = new AtomicInteger();
      int at = event;
      fixture.listener(
          told -> {
            if (count.getAndIncrement() == at) {
              Thread.currentThread().interrupt();
            }
          });
      try {
        TrainingRun run = fixture.run();
        assertThat(Thread.interrupted()).as("event " + event).isTrue();
        assertAsUninterrupted(fixture, run);
      } catch (TrainingException e) {
        assertThat(Thread.interrupted()).as("event " + event).isTrue();
        assertThat(e.stopReason()).isEqualTo(StopReason.INTERRUPTED);
        assertThat(e.getMessage())
            .matches(
                "training stopped after step \\d+ of 12, because its thread was interrupted\\. The"
                    + " checkpoint .*step-.* holds the run until then, resume\\(\\) goes on from"
                    + " there\\.");
        List<String> states = names(fixture.checkpointDirectory());
        assertThat(e.getMessage()).contains(states.get(states.size() - 1));
        assertAsUninterrupted(fixture, fixture.listener(told -> {}).run());
      }
    }
  }

  @Test
  void run_interruptedWithoutCheckpoints_saysSo() throws IOException {
    LoopFixture fixture = fixture("none").checkpoints(Checkpoints.none());
    fixture.listener(told -> Thread.currentThread().interrupt());
    assertThatThrownBy(fixture::run)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training stopped after step 1 of 12, because its thread was interrupted. There is no"
                + " checkpoint.");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fixture.checkpointDirectory()).doesNotExist();
  }

  @Test
  void run_noBetterEpochs_stopsEarly() throws IOException {
    LoopFixture fixture = fixture("early").quality(1, 3, 2, 2.5, 4, 5).patience(2);
    TrainingRun run = fixture.run();
    assertThat(run.stopReason()).isEqualTo(StopReason.EARLY_STOPPED);
    assertThat(run.history()).hasSize(4);
    assertThat(run.bestEpoch()).isEqualTo(2);
    assertThat(fixture.model()).endsWith(" 8");
    assertThat(end(fixture)).isEqualTo(new Provenance.End(StopReason.EARLY_STOPPED, 4, 16));
  }

  @Test
  void run_stopsEarlyAfterResuming_sameEpoch() throws IOException {
    double[] quality = {1, 3, 2, 2.5, 4, 5};
    LoopFixture expected = fixture("early").quality(quality).patience(2);
    TrainingRun run = expected.run();
    LoopFixture fixture = fixture("resumed").quality(quality).patience(2).listener(killAt(40));
    assertThatThrownBy(fixture::run).isInstanceOf(Killed.class);
    LoopFixture.requireEqual(fixture.listener(told -> {}).run(), run);
    assertThat(fixture.model()).isEqualTo(expected.model());
  }

  @Test
  void run_lossNotANumber_lastGoodStateStays() throws IOException {
    LoopFixture fixture = fixture("nan").loss(step -> step == 9 ? Double.NaN : 0.5);
    TrainingException e = catchThrowableOfType(TrainingException.class, fixture::run);
    assertThat(e.stopReason()).isEqualTo(StopReason.DIVERGED);
    assertThat(e)
        .hasMessage(
            "training diverged at step 10 of epoch 3: loss NaN, gradient norm 1.0. The model of"
                + " epoch 2 is in "
                + fixture.output()
                + ". The checkpoint "
                + fixture.checkpointDirectory().resolve("step-00000008-epoch-002")
                + " is from before. Use a lower learningRate or a longer warmup");
    assertThat(fixture.model()).endsWith(" 8");
    assertThat(end(fixture)).isEqualTo(new Provenance.End(StopReason.DIVERGED, 3, 9));
  }

  @Test
  void run_lossExplodes_checkpointIsFromBefore() throws IOException {
    LoopFixture fixture =
        fixture("exploding")
            .quality(new double[20])
            .checkpoints(Checkpoints.every(1))
            .loss(step -> step < 42 ? 0.5 : 50);
    assertThatThrownBy(fixture::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the smoothed loss has been above 2.0")
        .hasMessageContaining("Use a lower learningRate");
    List<String> states = names(fixture.checkpointDirectory());
    // Only those after an epoch are written while the loss is high.
    assertThat(states)
        .contains("step-00000042")
        .allMatch(name -> !name.matches("step-000000(4[3-9]|5.)"));
  }

  @Test
  void run_engineFails_saysWhereItCanBeResumed() throws IOException {
    LoopFixture fixture =
        fixture("engine")
            .loss(
                step -> {
                  if (step == 5) {
                    throw new ai.djl.engine.EngineException("out of memory");
                  }
                  return 0.5;
                });
    assertThatThrownBy(fixture::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("out of memory")
        .hasMessageContaining("step-00000004-epoch-001 holds the run until then");
    assertAsUninterrupted(fixture, fixture.loss(step -> 0.5).run());
  }

  /** Whatever fits on the disk: what was saved stays sound, and with more room the run goes on. */
  @Test
  void run_diskFullAfterAnyByte_nothingSavedIsLost() throws IOException {
    AtomicLong used = new AtomicLong();
    fixture("counting").files(RunStateStoreTest.limited(used, Long.MAX_VALUE)).run();
    long needed = used.get();
    List<String> outcomes = new ArrayList<>();
    for (long free = 0; free <= needed; free += 1 + needed / 11) {
      LoopFixture fixture = fixture("full" + free);
      List<TrainingEvent> events = new ArrayList<>();
      fixture.files(RunStateStoreTest.limited(new AtomicLong(), free)).listener(events::add);
      try {
        fixture.run();
        outcomes.add("model saved");
      } catch (IOException e) {
        outcomes.add("model not saved");
        assertThat(e)
            .hasMessageStartingWith("the model of epoch ")
            .hasMessageContaining(fixture.output().toString())
            .hasMessageContaining("No space left on device; it takes about 1024 bytes, ")
            .hasMessageContaining(" bytes are free. ")
            .hasMessageContaining(
                names(fixture.checkpointDirectory()).isEmpty()
                    ? "There is no checkpoint."
                    : "holds the run until then");
      }
      for (TrainingEvent event : events) {
        if (event instanceof TrainingEvent.CheckpointFailed failed) {
          outcomes.add("checkpoint not saved");
          assertThat(failed.problem())
              .startsWith("the checkpoint could not be written in " + failed.directory())
              .contains("No space left on device; it takes about 4096 bytes, ")
              .contains("Training goes on.");
          assertThat(failed.directory()).doesNotExist();
        }
      }
      for (String name : names(fixture.checkpointDirectory())) {
        assertThat(Checksums.problem(fixture.checkpointDirectory().resolve(name))).isNull();
      }
      fixture
          .files((file, bytes) -> Files.write(file, bytes, StandardOpenOption.CREATE_NEW))
          .listener(told -> {});
      TrainingRun run = fixture.run();
      assertAsUninterrupted(fixture, run);
    }
    assertThat(outcomes).contains("model saved", "model not saved", "checkpoint not saved");
  }

  @Test
  void run_diskFullForCheckpointsOnly_trainsToTheEnd() throws IOException {
    List<String> events = new ArrayList<>();
    LoopFixture fixture =
        fixture("full")
            .files(
                (file, bytes) -> {
                  if (!file.getFileName().toString().matches("weights|mesh-classifier.json")) {
                    throw new IOException("No space left on device");
                  }
                  Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
                })
            .listener(event -> events.add(event.getClass().getSimpleName()));
    LoopFixture.requireEqual(fixture.run(), whole);
    assertThat(fixture.model()).isEqualTo(model);
    assertThat(events).contains("CheckpointFailed").doesNotContain("CheckpointSaved");
    assertThat(events.get(events.size() - 1)).isEqualTo("Finished");
    assertThat(names(fixture.checkpointDirectory())).isEmpty();
  }

  @Test
  void run_newestCheckpointDamaged_goesOnFromTheOneBefore() throws IOException {
    LoopFixture fixture = fixture("damaged").listener(killAt(17));
    assertThatThrownBy(fixture::run).isInstanceOf(Killed.class);
    List<String> states = names(fixture.checkpointDirectory());
    assertThat(states).hasSize(2);
    Path state = fixture.checkpointDirectory().resolve(states.get(1)).resolve("run.json");
    byte[] bytes = Files.readAllBytes(state);
    Files.write(state, Arrays.copyOf(bytes, bytes.length / 2));
    assertAsUninterrupted(fixture, fixture.listener(told -> {}).run());
  }
}
