package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.train.SessionFixture.Options;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States of sessions on disk. */
class SessionStateIT {
  @TempDir Path temp;

  private static TrainingSettings settings(TrainingPrecision precision) {
    return SessionFixture.settings(SessionFixture.SOME, precision, 1, 0.1, 7);
  }

  @ParameterizedTest
  @EnumSource
  void readState_everyFamily_sameFurtherStepsToTheBit(FamilyFixture family) throws IOException {
    ModelFiles files = family.writeTo(temp.resolve("base"), 1800);
    Options options = new Options().averageDecay(0.9).layerDecay(0.9).frozen(1);
    for (TrainingPrecision precision : List.of(TrainingPrecision.FP32, TrainingPrecision.BF16)) {
      Path directory = Files.createDirectory(temp.resolve(precision.name()));
      Map<String, float[]> expected;
      TrainingSession.Step last;
      try (TrainingSession session = SessionFixture.open(files, settings(precision), options)) {
        steps(session, 0, 3);
        session.writeState(directory);
        last = steps(session, 3, 6);
        expected = everything(session);
      }
      try (TrainingSession session = SessionFixture.open(files, settings(precision), options)) {
        session.readState(directory);
        assertThat(steps(session, 3, 6)).isEqualTo(last);
        assertThat(everything(session)).usingRecursiveComparison().isEqualTo(expected);
      }
    }
  }

  private static TrainingSession.Step steps(TrainingSession session, int from, int to)
      throws IOException {
    TrainingSession.Step done = new TrainingSession.Step(0, 0, 0);
    List<List<Example>> batches = SessionFixture.batches();
    for (int step = from; step < to; step++) {
      done = session.step(List.of(batches.get(step), batches.get(step + 1)), 1e-3, step);
    }
    return done;
  }

  private static Map<String, float[]> everything(TrainingSession session) {
    Map<String, float[]> values = SessionFixture.values(session.currentWeights());
    SessionFixture.values(session.weights())
        .forEach((name, array) -> values.put("evaluated " + name, array));
    return values;
  }

  @Test
  void writeState_noAverage_noFourthCopy() throws IOException {
    Path one = Files.createDirectory(temp.resolve("one"));
    Path two = Files.createDirectory(temp.resolve("two"));
    TrainingSettings settings = settings(TrainingPrecision.FP32);
    try (TrainingSession session = SessionFixture.open(settings, new Options());
        TrainingSession averaged = SessionFixture.open(settings, new Options().averageDecay(0.9))) {
      session.writeState(one);
      averaged.writeState(two);
      assertThatThrownBy(() -> session.writeState(one))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> averaged.readState(one))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("the state holds other tensors than this session trains")
          .hasMessageContaining("average/bert.embeddings.LayerNorm.bias");
    }
    double sizes = Files.size(one.resolve(StateFile.NAME));
    assertThat(Files.size(two.resolve(StateFile.NAME)) / sizes).isBetween(1.3, 1.4);
  }

  @Test
  void readState_ofAnotherModel_refusedAndNothingChanged() throws IOException {
    ModelFiles small = FamilyFixture.BERT.writeTo(temp.resolve("small"), 1800);
    ModelFiles large = FamilyFixture.BERT.writeTo(temp.resolve("large"), 1801);
    TrainingSettings settings = settings(TrainingPrecision.FP32);
    try (TrainingSession session = SessionFixture.open(small, settings, new Options());
        TrainingSession other = SessionFixture.open(large, settings, new Options())) {
      other.writeState(temp);
      Map<String, float[]> before = everything(session);
      assertThatThrownBy(() -> session.readState(temp))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("bert.embeddings.word_embeddings.weight")
          .hasMessageContaining("[1800, 32]")
          .hasMessageContaining("[1801, 32]");
      assertThat(everything(session)).usingRecursiveComparison().isEqualTo(before);
    }
  }

  @Test
  void readState_noFile_refused() throws IOException {
    try (TrainingSession session =
        SessionFixture.open(settings(TrainingPrecision.FP32), new Options())) {
      assertThatThrownBy(() -> session.readState(temp))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining(StateFile.NAME);
    }
  }
}
