package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.BertFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** The library's native code must survive the end of a process that is still predicting. */
class ProcessEndIT {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path temp;

  @RepeatedTest(3)
  void terminate_whilePredicting_endsInOrder() throws IOException, InterruptedException {
    Path model = temp.resolve("model");
    BertFixture.copyTo(model);
    Process process =
        new ProcessBuilder(
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
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      // Newer JDKs first warn of native code.
      String line = out.readLine();
      while (line != null && !line.equals("predicting")) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo("predicting");
      // Process.destroy would close the stream that is read next.
      process.toHandle().destroy();
      assertThat(out.lines().filter(crash -> crash.contains("SIG"))).isEmpty();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(TERMINATED);
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("hs_err"));
    }
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
