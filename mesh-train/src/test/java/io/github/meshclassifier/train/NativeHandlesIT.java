package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Native memory is given back whatever fails: every handle that the engine gave is counted, in a
 * process whose engine tells of each native call, and each call of an operation fails in turn.
 */
class NativeHandlesIT {
  @TempDir static Path temp;

  @BeforeAll
  static void prepare() throws IOException {
    InstrumentedEngine.write(temp.resolve("engine"));
    TrainingFixture.copyTo(temp.resolve("model"));
    TrainingFixture.copyTo(
        temp.resolve("damaged"),
        // The smallest tensor, which is read last.
        tensors -> tensors.get("classifier.bias")[13] = Float.NaN);
  }

  @ParameterizedTest
  @EnumSource
  void scenario_everyCallFailsInTurn_nothingIsKept(Scenario scenario) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
    command.add("-Dai.djl.pytorch.num_threads=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.add("-cp");
    command.add(
        temp.resolve("engine") + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(List.of(Main.class.getName(), temp.toString(), scenario.name()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("checked ");
  }

  /** What is done with the engine; each leaves nothing behind. */
  enum Scenario {
    OPEN_SESSION {
      @Override
      void run(Path directory) throws IOException {
        Main.session(directory).close();
      }
    },
    STEP {
      @Override
      void run(Path directory) throws IOException {
        TrainingSession session = Main.sessionBeforeCounting(directory);
        try (session) {
          List<List<Example>> batches = SessionFixture.batches().subList(0, 2);
          NativeCalls.start(Main.failing);
          Map<String, Integer> before = NativeCalls.live();
          try {
            session.step(batches, 0.01, 0);
          } catch (NativeCalls.InjectedFailure e) {
            Main.requireLive(before);
            throw e;
          }
          Main.requireLive(before);
        }
      }
    },
    EVALUATE {
      @Override
      void run(Path directory) throws IOException {
        TrainingSession session = Main.sessionBeforeCounting(directory);
        try (session) {
          List<int[]> ids = List.of(new int[] {2, 5, 3}, new int[] {2, 5, 6, 3});
          NativeCalls.start(Main.failing);
          try (Transformer snapshot = session.snapshot()) {
            snapshot.logits(ids);
            snapshot.paddedLogits(ids);
          }
        }
      }
    },
    CLASSIFY {
      @Override
      void run(Path directory) throws IOException {
        try (MeshClassifier classifier = MeshClassifier.load(directory.resolve("model"))) {
          classifier.predict("Aspirin and the prevention of stroke");
        }
      }
    },
    LOAD_DAMAGED {
      @Override
      void run(Path directory) throws IOException {
        try {
          MeshClassifier.load(directory.resolve("damaged")).close();
        } catch (ModelLoadException e) {
          if (!String.valueOf(e.getMessage()).contains("does not hold numbers only")) {
            throw e;
          }
        }
      }
    },
    CLOSE_UNDER_LOAD {
      @Override
      void run(Path directory) throws IOException {
        MeshClassifier classifier = MeshClassifier.load(directory.resolve("model"));
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          callers.add(new Thread(() -> predictUntilClosed(classifier)));
        }
        callers.forEach(Thread::start);
        while (classifier.metrics().batches() < 3 && callers.stream().anyMatch(Thread::isAlive)) {
          Thread.onSpinWait();
        }
        classifier.close();
        try {
          for (Thread caller : callers) {
            caller.join();
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      private void predictUntilClosed(MeshClassifier classifier) {
        while (true) {
          try {
            classifier.predict("Aspirin");
          } catch (IllegalStateException e) {
            return; // closed
          } catch (InferenceException e) {
            // The call that was to fail; the next ones go on.
          }
        }
      }
    };

    /** Does it, and returns or throws when nothing of it is left. */
    abstract void run(Path directory) throws IOException;
  }

  /** The process with the instrumented engine. */
  static final class Main {
    private static long failing = Long.MAX_VALUE;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      Scenario scenario = Scenario.valueOf(arguments[1]);
      Map<String, Integer> nothing = NativeCalls.live();
      NativeCalls.start(Long.MAX_VALUE);
      scenario.run(directory);
      long calls = NativeCalls.stop();
      if (calls == 0) {
        throw new IllegalStateException("no native call was seen");
      }
      requireLive(nothing);
      long failures = 0;
      for (long call = 0; call < calls; call++) {
        failing = call;
        NativeCalls.start(call);
        try {
          scenario.run(directory);
        } catch (IOException | RuntimeException e) {
          requireInjected(e);
          failures++;
        } finally {
          NativeCalls.stop();
        }
        requireLive(nothing);
      }
      failing = Long.MAX_VALUE;
      scenario.run(directory);
      requireLive(nothing);
      System.out.println("checked " + calls + " calls, " + failures + " failures came through");
    }

    private static void requireInjected(Exception failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof NativeCalls.InjectedFailure) {
          return;
        }
      }
      throw new IllegalStateException("call " + failing + " failed otherwise", failure);
    }

    static void requireLive(Map<String, Integer> expected) {
      Map<String, Integer> live = NativeCalls.live();
      if (!live.equals(expected)) {
        throw new IllegalStateException(
            "after the failure of call " + failing + " there are " + live + ", not " + expected);
      }
    }

    /** Opens one without a failure; the calls that count come after. */
    static TrainingSession sessionBeforeCounting(Path directory) throws IOException {
      NativeCalls.stop();
      return session(directory);
    }

    /** A session with everything that has native values: an average, weights of positives. */
    static TrainingSession session(Path directory) throws IOException {
      ModelFiles files = ModelFiles.directory(directory.resolve("model"));
      TrainingLoss loss = new TrainingLoss.BinaryCrossEntropy(Collections.nCopies(14, 2.0));
      SessionFixture.Options options = new SessionFixture.Options().averageDecay(0.9).loss(loss, 0);
      TrainingSettings settings =
          SessionFixture.settings(new Dropout(0.1, 0, 0.1), TrainingPrecision.BF16, 1, 0.01, 1);
      try (Checkpoint checkpoint = Checkpoint.open(files)) {
        return TrainingSession.open(
            checkpoint, Families.read(files), 14, options.in(settings), Device.cpu());
      }
    }
  }
}
