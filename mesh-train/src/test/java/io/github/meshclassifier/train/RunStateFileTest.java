package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateFileTest {
  private static final RunIdentity RUN = RunIdentity.of(Provenance.UNKNOWN, List.of("A", "B", "C"));

  @TempDir Path temp;

  private static ValidationSet validation(Random random, int articles) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < articles; i++) {
      float[] targets = {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
      examples.add(new Example(new int[3], targets));
    }
    return new ValidationSet(List.of("A", "B", "C"), examples);
  }

  private static float[][] logits(Random random, int articles) {
    float[][] logits = new float[articles][3];
    for (float[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian() * 3;
      }
    }
    return logits;
  }

  private static double number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.MIN_VALUE;
      default -> random.nextGaussian();
    };
  }

  private static RunState state(Random random, ValidationSet validation) {
    int articles = validation.examples().size();
    List<RunState.ValidatedEpoch> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= random.nextInt(4); epoch++) {
      ScoredArticles scored = validation.scored(logits(random, articles));
      TrainingRun.Epoch result =
          new RunEvents.Epoch(
              epoch,
              number(random),
              number(random),
              scored.evaluate(Thresholds.DEFAULT),
              Duration.ofNanos(random.nextLong() >>> 1));
      epochs.add(new RunState.ValidatedEpoch(result, number(random), validation.decisions(scored)));
    }
    return new RunState(
        1 + random.nextInt(9),
        random.nextLong() >>> 1,
        random.nextBoolean(),
        number(random),
        Duration.ofNanos(random.nextLong() >>> 1),
        epochs,
        epochs.isEmpty() ? new float[0][] : logits(random, articles),
        new DivergenceGuard.State(
            random.nextInt(99),
            number(random),
            Double.POSITIVE_INFINITY,
            number(random),
            random.nextInt(9)),
        random.nextBoolean() ? StopReason.EARLY_STOPPED : null);
  }

  @Test
  void read_whatWasWritten_equalToTheBit() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ValidationSet validation = validation(random, 1 + random.nextInt(40));
      RunState state = state(random, validation);
      Path directory = Files.createDirectory(temp.resolve("state" + seed));
      RunStateFile.write(directory, Files::write, RUN, state);
      RunState read = RunStateFile.read(directory, validation);
      // Its own equality would compare the identity of the arrays.
      assertThat(read.bestLogits()).isDeepEqualTo(state.bestLogits());
      assertThat(withoutLogits(read)).isEqualTo(withoutLogits(state));
      assertThat(RunStateFile.identity(directory).differences(RUN)).isEmpty();
    }
  }

  private static final float[][] NONE = new float[0][];

  private static RunState withoutLogits(RunState state) {
    return new RunState(
        state.epoch(),
        state.step(),
        state.validated(),
        state.lossSum(),
        state.elapsed(),
        state.epochs(),
        NONE,
        state.guard(),
        state.stopReason());
  }

  @Test
  void read_otherVersion_refused() throws IOException {
    Random random = new Random(1);
    ValidationSet validation = validation(random, 3);
    RunStateFile.write(temp, Files::write, RUN, state(random, validation));
    Path file = temp.resolve("run.json");
    Files.writeString(
        file, Files.readString(file).replace("\"format_version\": 1", "\"format_version\": 2"));
    assertThatThrownBy(() -> RunStateFile.read(temp, validation))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the checkpoint is of another version")
        .hasMessageContaining(file.toString());
  }
}
