package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.BertFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's native code must survive the end of a process that is still predicting. */
class ProcessEndIT {
  private static final int PROCESSES = 3;
  private static final int TERMINATED = 128 + 15;

  @TempDir Path temp;

  /** Three at once, since each goes on predicting for as long as its end may wait. */
  @Test
  void terminate_whilePredicting_endsInOrder() throws IOException, InterruptedException {
    Path model = temp.resolve("model");
    BertFixture.copyTo(model);
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(start(model));
      }
      List<BufferedReader> outputs = new ArrayList<>();
      for (Process process : processes) {
        outputs.add(process.inputReader(StandardCharsets.UTF_8));
        awaitPredicting(outputs.get(outputs.size() - 1));
      }
      // Process.destroy would close the stream that is read next.
      processes.forEach(process -> process.toHandle().destroy());
      for (int i = 0; i < PROCESSES; i++) {
        assertThat(outputs.get(i).lines().filter(crash -> crash.contains("SIG"))).isEmpty();
        assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(processes.get(i).exitValue()).isEqualTo(TERMINATED);
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("hs_err"));
    }
  }

  private Process start(Path model) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                PredictForever.class.getName(),
                model.toString()))
        .directory(temp.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** Newer JDKs first warn of native code. */
  private static void awaitPredicting(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.equals("predicting")) {
      line = out.readLine();
    }
    assertThat(line).isEqualTo("predicting");
  }

  /** Predicts on four threads until the process is told to end. */
  static final class PredictForever {
    private PredictForever() {}

    public static void main(String[] args) throws IOException {
      MeshClassifier classifier = MeshClassifier.load(Path.of(args[0]));
      classifier.predict("Aspirin");
      for (int i = 0; i < 4; i++) {
        new Thread(
                () -> {
                  while (true) {
                    classifier.predict("Aspirin and the prevention of stroke in the elderly");
                  }
                })
            .start();
      }
      System.out.println("predicting");
    }
  }
}
