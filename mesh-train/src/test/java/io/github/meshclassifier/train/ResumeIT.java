package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed, terminated and resumed give the model of a run that is left alone. */
class ResumeIT {
  private static final int TERMINATED = 128 + 15;

  @TempDir static Path shared;
  private static Path base;
  private static List<Article> training;
  private static List<Article> validation;
  private static TrainingRun whole;

  @TempDir Path temp;

  @BeforeAll
  static void trainUninterrupted() throws IOException {
    base = TrainingFixture.copyTo(shared.resolve("base"));
    List<Article> articles = TrainingFixture.articles();
    training = articles.subList(0, 40);
    validation = articles.subList(40, articles.size());
    whole =
        trainer(Checkpoints.none())
            .build()
            .train(data(training), data(validation), shared.resolve("model"));
  }

  /** Everything that has a state: dropout, average of weights, schedule, accumulation. */
  private static MeshTrainer.Builder trainer(Checkpoints checkpoints) {
    return MeshTrainer.builder(base)
        .epochs(3)
        .batchSize(4)
        .microBatchSize(3)
        .learningRate(3e-3)
        .schedule(LearningRateSchedule.COSINE)
        .maxTokens(48)
        .dropout(0.2)
        .attentionDropout(0.1)
        .averageDecay(0.8)
        .layerDecay(0.9)
        .precision(TrainingPrecision.FP32)
        .seed(11)
        .checkpoints(checkpoints);
  }

  private static Path checkpoints(Path output) {
    return output.resolveSibling(output.getFileName() + ".checkpoints");
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertAsUninterrupted(Path output, TrainingRun run) throws IOException {
    LoopFixture.requireEqual(run, whole);
    assertThat(output.resolve("model.safetensors"))
        .hasSameBinaryContentAs(shared.resolve("model/model.safetensors"));
    assertThat(names(output)).isEqualTo(names(shared.resolve("model")));
    assertThat(names(checkpoints(output))).containsExactly("finished");
    assertThat(names(output.getParent())).noneMatch(name -> name.startsWith("."));
  }

  /** A process that trains or goes on, and says what it does. */
  static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    /**
     * Starts it.
     *
     * @param more the steps from checkpoint to checkpoint; optionally the step to exit after
     */
    Child(Path output, String... more) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-Dai.djl.offline=true");
      command.add("-Dai.djl.pytorch.num_threads=1");
      command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Child.class.getName(), base.toString(), output.toString()));
      command.addAll(List.of(more));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns the next line that fits, null if the process has ended without one. */
    String await(Predicate<String> fits, List<String> seen) throws IOException {
      String line = out.readLine();
      while (line != null && !fits.test(line)) {
        seen.add(line);
        line = out.readLine();
      }
      return line;
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }

    public static void main(String[] args) throws IOException {
      base = Path.of(args[0]);
      List<Article> articles = TrainingFixture.articles();
      trainer(Checkpoints.every(Long.parseLong(args[2])))
          .onEvent(event -> print(event, args.length > 3 ? Long.parseLong(args[3]) : 0))
          .build()
          .resume(
              data(articles.subList(0, 40)),
              data(articles.subList(40, articles.size())),
              Path.of(args[1]));
    }
  }

  private static void print(TrainingEvent event, long exitAfter) {
    if (event instanceof TrainingEvent.StepDone done) {
      System.out.println("step " + done.step());
      if (done.step() == exitAfter) {
        System.exit(3);
      }
    } else {
      System.out.println(event.getClass().getSimpleName());
    }
  }

  /** Waits until a hidden directory appears: something is being written. */
  private static void awaitHidden(Path directory, Process process) throws IOException {
    while (process.isAlive()) {
      if (names(directory).stream().anyMatch(name -> name.startsWith("."))) {
        return;
      }
    }
  }

  /**
   * Kills a run after steps, between validation and checkpoint, while a checkpoint is written, and
   * while the model is written, until it was caught half-way in a checkpoint.
   */
  @Test
  void resume_killedAtAnyMoment_sameModelToTheBit() throws Exception {
    Random random = new Random(6);
    Path output = temp.resolve("model");
    boolean inCheckpoint = false;
    int kills = 0;
    for (int attempt = 0; attempt < 12 && !(inCheckpoint && attempt > 3); attempt++) {
      List<String> seen = new ArrayList<>();
      try (Child child = new Child(output, "1")) {
        int kind = attempt % 4;
        String line;
        if (kind == 0) {
          line = child.await("Started"::equals, seen);
          for (int steps = 1 + random.nextInt(4); steps > 0 && line != null; steps--) {
            line = child.await(text -> text.startsWith("step "), seen);
          }
        } else if (kind == 1) {
          line = child.await("Started"::equals, seen);
          awaitHidden(checkpoints(output), child.process);
        } else if (kind == 2) {
          line = child.await("EpochDone"::equals, seen);
        } else {
          line = child.await("EpochDone"::equals, seen);
          awaitHidden(temp, child.process);
        }
        assertThat(line).as("output %s", seen).isNotNull();
        child.kill();
        kills++;
        inCheckpoint |= names(checkpoints(output)).stream().anyMatch(n -> n.startsWith("."));
      }
      if (names(checkpoints(output)).contains("finished")) {
        break;
      }
    }
    assertThat(inCheckpoint).as("killed within a checkpoint").isTrue();
    assertThat(kills).isGreaterThan(3);
    TrainingRun run =
        trainer(Checkpoints.every(1)).build().resume(data(training), data(validation), output);
    assertAsUninterrupted(output, run);
  }

  @Test
  void resume_terminated_stepFinishedAndSavedAndSameModel() throws Exception {
    Path output = temp.resolve("model");
    List<String> seen = new ArrayList<>();
    try (Child child = new Child(output, "1000")) {
      assertThat(child.await("step 13"::equals, seen)).as("output %s", seen).isNotNull();
      // Process.destroy would close the stream that is read next.
      child.process.toHandle().destroy();
      assertThat(child.await("Stopped"::equals, seen)).as("output %s", seen).isNotNull();
      seen.addAll(child.out.lines().toList());
      assertThat(child.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.process.exitValue()).isEqualTo(TERMINATED);
    }
    assertThat(seen).noneMatch(line -> line.contains("SIG"));
    long last =
        seen.stream().filter(line -> line.startsWith("step ")).count() + 1; // and step 13 itself
    assertThat(seen).contains("CheckpointSaved");
    assertThat(names(checkpoints(output)))
        .containsExactly("step-00000010-epoch-001", String.format(Locale.ROOT, "step-%08d", last));
    TrainingRun run =
        trainer(Checkpoints.every(1000)).build().resume(data(training), data(validation), output);
    assertAsUninterrupted(output, run);
  }

  /** A listener that ends the process keeps the run from saving, and must not wait for it. */
  @Test
  void exit_calledByTheListener_endsAtOnce() throws Exception {
    Path output = temp.resolve("model");
    try (Child child = new Child(output, "2", "5")) {
      List<String> seen = new ArrayList<>();
      assertThat(child.await("step 5"::equals, seen)).as("output %s", seen).isNotNull();
      assertThat(child.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.process.exitValue()).isEqualTo(3);
    }
    assertThat(names(checkpoints(output))).containsExactly("step-00000002", "step-00000004");
  }

  /** A run in this process, stopped after a step. */
  private Path stopped(int step) {
    Path output = temp.resolve("model");
    MeshTrainer trainer =
        trainer(Checkpoints.every(Duration.ofHours(1)))
            .onEvent(
                event -> {
                  if (event instanceof TrainingEvent.StepDone done && done.step() == step) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    assertThatThrownBy(() -> trainer.train(data(training), data(validation), output))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("training stopped after step " + step + " of 30");
    assertThat(Thread.interrupted()).isTrue();
    return output;
  }

  @Test
  void resume_interrupted_sameModelAndEventsOfTheRest() throws IOException {
    Path output = stopped(17);
    List<TrainingEvent> events = new ArrayList<>();
    TrainingRun run =
        trainer(Checkpoints.every(Duration.ofHours(1)))
            .onEvent(events::add)
            .build()
            .resume(data(training), data(validation), output);
    assertAsUninterrupted(output, run);
    assertThat(events.get(0)).isInstanceOf(TrainingEvent.Started.class);
    assertThat(events.get(1))
        .isEqualTo(new RunEvents.Resumed(2, 17, checkpoints(output).resolve("step-00000017")));
    assertThat(events.get(2)).isEqualTo(new RunEvents.EpochStarted(2, 11, 20));
    assertThat(events.get(3))
        .isInstanceOfSatisfying(
            TrainingEvent.StepDone.class, step -> assertThat(step.step()).isEqualTo(18));
  }

  @Test
  void resume_finished_returnedWithoutTraining() throws IOException {
    Path output = temp.resolve("model");
    MeshTrainer.Builder builder = trainer(Checkpoints.every(1000));
    List<TrainingEvent> events = new ArrayList<>();
    MeshTrainer trainer = builder.onEvent(events::add).build();
    TrainingRun run = trainer.resume(data(training), data(validation), output);
    assertThat(events).isNotEmpty();
    events.clear();
    TrainingRun again = trainer.resume(data(training), data(validation), output);
    LoopFixture.requireEqual(again, run);
    assertAsUninterrupted(output, again);
    assertThat(events).isEmpty();
    assertThatThrownBy(() -> trainer.train(data(training), data(validation), output))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void resume_otherRun_refusedByName() throws IOException {
    Path output = stopped(4);
    MeshTrainer same = trainer(Checkpoints.every(9)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> same.resume(data(training.subList(1, 40)), data(validation), output))
        .withMessageStartingWith(
            "the run in " + checkpoints(output).resolve("step-00000004") + " is another one: ")
        .withMessageContaining("data.training.articles was 40, is 39")
        .withMessageContaining("data.training.sha256 was ")
        .withMessageEndingWith(
            ". Resume with what it began with, or name another output directory");
    MeshTrainer other =
        MeshTrainer.builder(base).epochs(4).maxTokens(48).precision(TrainingPrecision.FP32).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.resume(data(training), data(validation), output))
        .withMessageContaining("settings.epochs was 3, is 4")
        .withMessageContaining("settings.seed was 11, is 42")
        .withMessageContaining("settings.micro_batch_size was 3, is not set");
    assertThatThrownBy(() -> same.train(data(training), data(validation), output))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("resume() goes on with it");
    assertThat(names(checkpoints(output))).containsExactly("step-00000004");
  }

  @Test
  void resume_outputOfAnotherRun_refusedAndKept() throws IOException {
    Path output = temp.resolve("model");
    Files.createDirectory(output);
    Files.writeString(output.resolve("notes.txt"), "mine");
    MeshTrainer trainer = trainer(Checkpoints.every(9)).build();
    assertThatThrownBy(() -> trainer.resume(data(training), data(validation), output))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(output.toString());
    assertThat(output.resolve("notes.txt")).hasContent("mine");

    Path model = shared.resolve("model");
    MeshTrainer other = trainer(Checkpoints.every(9)).build();
    assertThatThrownBy(() -> other.resume(data(training.subList(1, 40)), data(validation), model))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("the output directory holds a model of another run")
        .hasMessageContaining("data.training.articles was 40, is 39");
    assertThatThrownBy(() -> other.resume(data(training), data(validation), model))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("the run is over and its model is there");
  }

  @Test
  void resume_savedModelGone_refused() throws IOException {
    Path output = stopped(14);
    Files.move(output, temp.resolve("elsewhere"));
    MeshTrainer trainer = trainer(Checkpoints.every(9)).build();
    assertThatThrownBy(() -> trainer.resume(data(training), data(validation), output))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("the model of epoch 1 was saved there and is gone");
    Files.move(temp.resolve("elsewhere"), output);
    assertAsUninterrupted(output, trainer.resume(data(training), data(validation), output));
  }

  @Test
  void resume_killedBetweenTheMovesOfTheModel_putBack() throws IOException {
    Path output = stopped(14);
    Files.move(output, temp.resolve(".model.old-0123456789abcdef"));
    Files.createDirectory(temp.resolve(".model.new-0123456789abcdef"));
    Files.createDirectory(temp.resolve("..model.new-0123456789abcdef.tmp-0123456789abcdef"));
    MeshTrainer trainer = trainer(Checkpoints.every(9)).build();
    assertAsUninterrupted(output, trainer.resume(data(training), data(validation), output));
  }
}
