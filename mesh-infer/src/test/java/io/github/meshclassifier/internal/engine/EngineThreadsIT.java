package io.github.meshclassifier.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import io.github.meshclassifier.internal.natives.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many threads PyTorch computes with, in processes of their own. */
class EngineThreadsIT {
  private static String threads(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            PrintThreads.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("OMP_NUM_THREADS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void start_oneProcessorAvailable_oneThread() throws Exception {
    // Newer JDKs first warn of native code.
    assertThat(threads("-XX:ActiveProcessorCount=1")).endsWith("threads: 1");
  }

  @Test
  void start_numberGiven_kept() throws Exception {
    assertThat(threads("-XX:ActiveProcessorCount=1", "-Dai.djl.pytorch.num_threads=3"))
        .endsWith("threads: 3");
  }

  /** Prints the number of threads. */
  static final class PrintThreads {
    private PrintThreads() {}

    public static void main(String[] args) {
      PyTorch.engine();
      System.out.println("threads: " + JniUtils.getNumThreads());
    }
  }
}
