package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two trainers with one output directory at the same time, one trains. */
class TwoTrainersIT {
  @TempDir static Path shared;
  private static Path base;

  @TempDir Path temp;

  @BeforeAll
  static void writeBase() throws IOException {
    base = TrainingFixture.copyTo(shared.resolve("base"));
  }

  private static MeshTrainer.Builder trainer(Path base) {
    return MeshTrainer.builder(base)
        .epochs(1)
        .batchSize(10)
        .maxTokens(32)
        .precision(TrainingPrecision.FP32)
        .checkpoints(Checkpoints.every(1));
  }

  private static TrainingRun run(String method, MeshTrainer trainer, Path output)
      throws IOException {
    List<Article> articles = TrainingFixture.articles();
    List<Article> training = articles.subList(0, 40);
    List<Article> validation = articles.subList(40, articles.size());
    return method.equals("train")
        ? trainer.train(data(training), data(validation), output)
        : trainer.resume(data(training), data(validation), output);
  }

  @ParameterizedTest
  @CsvSource({"train,train", "train,resume", "resume,train", "resume,resume"})
  void secondInThisProcess_refusedAndTheFirstUnharmed(String first, String second)
      throws Exception {
    Path output = temp.resolve("model");
    CountDownLatch training = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Object> result = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.set(
                    run(
                        first,
                        trainer(base)
                            .onEvent(
                                event -> {
                                  if (event instanceof TrainingEvent.StepDone) {
                                    training.countDown();
                                    await(goOn);
                                  }
                                })
                            .build(),
                        output));
              } catch (Throwable e) {
                result.set(e);
                training.countDown();
              }
            });
    thread.start();
    training.await();
    try {
      assertRefused(second, trainer(base).build(), output, output);
      Path other = temp.resolve("other");
      Path checkpoints = temp.resolve("model.checkpoints");
      MeshTrainer.Builder sameCheckpoints =
          MeshTrainer.builder(base).checkpoints(Checkpoints.every(1).in(checkpoints));
      assertRefused(second, sameCheckpoints.build(), other, checkpoints);
      Path run = temp.resolve("model.run");
      MeshTrainer.Builder sameRun = MeshTrainer.builder(base).runDirectory(run);
      assertRefused(second, sameRun.build(), other, run);
      assertThat(other).doesNotExist();
    } finally {
      goOn.countDown();
      thread.join();
    }
    assertThat(result.get())
        .isInstanceOfSatisfying(
            TrainingRun.class, run -> assertThat(run.stopReason()).isEqualTo(StopReason.COMPLETED));
    // Once the first is over, the directory is free.
    assertThat(run("resume", trainer(base).build(), output).stopReason())
        .isEqualTo(StopReason.COMPLETED);
  }

  private static void assertRefused(
      String method, MeshTrainer trainer, Path output, Path directory) {
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> run(method, trainer, output))
        .withMessageStartingWith(directory + ": a training run that is going on has this directory")
        .withMessageContaining("process " + ProcessHandle.current().pid() + " on ")
        .withMessageContaining(", which is this process");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "resume"})
  void twoProcessesAtOnce_oneTrainsAndWhenItIsKilledTheNextGoesOn(String method) throws Exception {
    Path output = temp.resolve("model");
    try (Child first = new Child(method, output);
        Child second = new Child(method, output)) {
      List<String> answers = List.of(first.answer(), second.answer());
      assertThat(answers).contains("step");
      Child trains = answers.get(0).equals("step") ? first : second;
      assertThat(answers.get(answers.indexOf("step") == 0 ? 1 : 0))
          .startsWith(
              "refused "
                  + output
                  + ": a training run that is going on has this directory: process "
                  + trains.process.pid()
                  + " on ");
      trains.process.destroyForcibly().waitFor();
    }
    assertThat(output).doesNotExist();
    List<TrainingEvent> events = new ArrayList<>();
    TrainingRun run = run("resume", trainer(base).onEvent(events::add).build(), output);
    assertThat(run.stopReason()).isEqualTo(StopReason.COMPLETED);
    assertThat(events).hasAtLeastOneElementOfType(TrainingEvent.Resumed.class);
    assertThat(Files.exists(output.resolve("model.safetensors"))).isTrue();
  }

  /** A process that trains until its first checkpoint, or says why it does not. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Child(String method, Path output) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Dai.djl.offline=true",
                  "-Dai.djl.pytorch.num_threads=1",
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  method,
                  base.toString(),
                  output.toString())
              .redirectErrorStream(true)
              .start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    String answer() throws IOException {
      String line = out.readLine();
      while (line != null && !line.equals("step") && !line.startsWith("refused ")) {
        line = out.readLine();
      }
      return String.valueOf(line);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** The main class of such a process. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
      try {
        run(
            arguments[0],
            trainer(Path.of(arguments[1])).onEvent(Main::stay).build(),
            Path.of(arguments[2]));
      } catch (DirectoryInUseException e) {
        System.out.println("refused " + e.getMessage());
      }
    }

    /** Keeps the run where it is until this process is killed. */
    private static void stay(TrainingEvent event) {
      if (event instanceof TrainingEvent.CheckpointSaved) {
        System.out.println("step");
        await(new CountDownLatch(1));
      }
    }
  }
}
