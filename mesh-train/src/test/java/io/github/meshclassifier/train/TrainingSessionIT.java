package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of training against those of transformers. */
class TrainingSessionIT {
  @TempDir Path temp;

  private static TrainingSession open(ModelFiles files, TrainingSettings settings)
      throws IOException {
    return SessionFixture.open(files, settings, new SessionFixture.Options());
  }

  private static Map<String, float[]> values(TrainingSession session) {
    return SessionFixture.values(session.weights());
  }

  /** Replays the reference run and compares at each step. */
  private static void replay(
      TrainingPrecision precision, double losses, double norms, double logits) throws IOException {
    JsonObject expected = TrainingFixture.expected();
    TrainingSettings settings = SessionFixture.settings(Dropout.NONE, precision, 0.3, 0.01, 1);
    try (TrainingSession session = open(TrainingFixture.files(), settings)) {
      int index = 0;
      for (JsonElement element : expected.getAsJsonArray("steps")) {
        JsonObject step = element.getAsJsonObject();
        double rate = 0.005 * LearningRateSchedule.LINEAR.factor(index, 3, 12);
        assertThat(rate).isCloseTo(step.get("learning_rate").getAsDouble(), within(1e-12));
        TrainingSession.Step done =
            session.step(List.of(TrainingFixture.examples(step)), rate, index);
        assertThat(done.loss())
            .describedAs("loss of step %d", index)
            .isCloseTo(step.get("loss").getAsDouble(), within(losses));
        assertThat(done.gradientNorm())
            .describedAs("gradient norm of step %d", index)
            .isCloseTo(step.get("grad_norm").getAsDouble(), within(norms));
        index++;
      }
      JsonObject after = expected.getAsJsonObject("after");
      List<int[]> ids = TrainingFixture.examples(after).stream().map(Example::ids).toList();
      try (Transformer trained = session.snapshot()) {
        float[][] found = trained.logits(ids);
        for (int i = 0; i < found.length; i++) {
          float[] reference = TrainingFixture.floats(after.getAsJsonArray("logits").get(i));
          for (int label = 0; label < 14; label++) {
            assertThat((double) found[i][label]).isCloseTo(reference[label], within(logits));
          }
        }
      }
    }
  }

  @Test
  void step_float32_trajectoryOfTransformers() throws IOException {
    replay(TrainingPrecision.FP32, 1e-4, 1e-4, 1e-3);
  }

  @Test
  void step_bfloat16_closeToTheTrajectory() throws IOException {
    // Products have 8 significant bits, so a gradient is off by about 1%. AdamW divides gradients
    // by their own size: where they are near 0, the error decides the sign of a whole step.
    replay(TrainingPrecision.BF16, 0.02, 0.05, 0.5);
  }

  @Test
  void steps_sameSeedWithDropout_sameWeightsToTheBit() throws IOException {
    // The second draws each mask anew.
    for (Dropout dropout : List.of(SessionFixture.SOME, new Dropout(0.2, 0.1, 0.3))) {
      assertSeedDecides(dropout);
    }
  }

  private static void assertSeedDecides(Dropout dropout) throws IOException {
    Map<String, float[]> first = trainWithDropout(dropout, 5);
    Map<String, float[]> second = trainWithDropout(dropout, 5);
    Map<String, float[]> other = trainWithDropout(dropout, 6);
    first.forEach((name, values) -> assertThat(second.get(name)).containsExactly(values));
    assertThat(other.get("classifier.weight")).isNotEqualTo(first.get("classifier.weight"));
  }

  private static Map<String, float[]> trainWithDropout(Dropout dropout, long seed)
      throws IOException {
    TrainingSettings settings =
        SessionFixture.settings(dropout, TrainingPrecision.FP32, 1, 0.01, seed);
    try (TrainingSession session = open(TrainingFixture.files(), settings)) {
      long number = 0;
      for (JsonElement step :
          TrainingFixture.expected().getAsJsonArray("steps").asList().subList(0, 6)) {
        session.step(List.of(TrainingFixture.examples(step.getAsJsonObject())), 1e-3, number++);
      }
      return values(session);
    }
  }

  @Test
  void step_decay_matricesAlone() throws IOException {
    List<Example> batch = firstBatch();
    TrainingSettings without =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, 1, 0, 1);
    TrainingSettings with =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, 1, 0.5, 1);
    try (TrainingSession plain = open(TrainingFixture.files(), without);
        TrainingSession decayed = open(TrainingFixture.files(), with)) {
      Map<String, float[]> before = values(plain);
      plain.step(List.of(batch), 0.01, 0);
      decayed.step(List.of(batch), 0.01, 0);
      Map<String, float[]> kept = values(plain);
      Map<String, float[]> shrunk = values(decayed);
      for (WeightSpec spec : plain.weights().keySet()) {
        for (int i = 0; i < kept.get(spec.name()).length; i++) {
          // AdamW: weight * (1 - rate * decay), then the same step as without decay.
          double expected =
              kept.get(spec.name())[i]
                  - (spec.shape().size() == 2 ? 0.01 * 0.5 * before.get(spec.name())[i] : 0);
          assertThat((double) shrunk.get(spec.name())[i])
              .describedAs(spec.name())
              .isCloseTo(expected, within(1e-6));
        }
      }
    }
  }

  @Test
  void step_clipping_scalesByTheGlobalNorm() throws IOException {
    // A first step of AdamW is rate * g / (|g| + epsilon): to see the clipping, the gradient is
    // clipped down to the size of epsilon.
    List<Example> batch = firstBatch();
    double norm = 1e-8;
    TrainingSettings tight =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, norm, 0, 1);
    TrainingSettings free =
        SessionFixture.settings(
            Dropout.NONE, TrainingPrecision.FP32, Double.POSITIVE_INFINITY, 0, 1);
    try (TrainingSession clipped = open(TrainingFixture.files(), tight);
        TrainingSession unclipped = open(TrainingFixture.files(), free)) {
      Map<String, float[]> before = values(clipped);
      TrainingSession.Step one = clipped.step(List.of(batch), 0.01, 0);
      TrainingSession.Step two = unclipped.step(List.of(batch), 0.01, 0);
      assertThat(one.gradientNorm()).isEqualTo(two.gradientNorm()).isGreaterThan(0.1);
      assertThat(distance(before, values(clipped))).isLessThan(0.01);
      assertThat(distance(before, values(unclipped))).isGreaterThan(1);
    }
  }

  private static double distance(Map<String, float[]> from, Map<String, float[]> to) {
    double sum = 0;
    for (String name : from.keySet()) {
      for (int i = 0; i < from.get(name).length; i++) {
        sum += Math.pow(from.get(name)[i] - (double) to.get(name)[i], 2);
      }
    }
    return Math.sqrt(sum);
  }

  @Test
  void step_lossNotANumber_changesNothing() throws IOException {
    Path broken =
        TrainingFixture.copyTo(
            temp.resolve("broken"),
            tensors ->
                Arrays.fill(tensors.get("bert.embeddings.LayerNorm.weight"), Float.MAX_VALUE));
    TrainingSettings settings =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, 1, 0.1, 1);
    try (TrainingSession session = open(ModelFiles.directory(broken), settings)) {
      Map<String, float[]> before = values(session);
      TrainingSession.Step done = session.step(List.of(firstBatch()), 0.01, 0);
      assertThat(done.loss()).isNaN();
      assertThat(done.gradientNorm()).isNaN();
      Map<String, float[]> after = values(session);
      before.forEach((name, values) -> assertThat(after.get(name)).containsExactly(values));
    }
  }

  @Test
  void open_withoutHead_startsAFreshOneFromTheSeed() throws IOException {
    Path bare =
        TrainingFixture.copyTo(
            temp.resolve("bare"),
            tensors ->
                tensors.keySet().removeIf(n -> n.startsWith("classifier") || n.contains("pooler")));
    TrainingSettings settings =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, 1, 0, 3);
    Map<String, float[]> fresh;
    try (TrainingSession session = open(ModelFiles.directory(bare), settings)) {
      fresh = values(session);
    }
    assertThat(fresh.get("classifier.bias")).containsOnly(0);
    assertThat(fresh.get("bert.pooler.dense.bias")).containsOnly(0);
    double sum = 0;
    for (float value : fresh.get("bert.pooler.dense.weight")) {
      sum += value * value;
    }
    // initializer_range is 0.02; 1,024 numbers give their deviation to about 2%.
    assertThat(Math.sqrt(sum / 1024)).isCloseTo(0.02, within(0.002));
    try (TrainingSession session = open(ModelFiles.directory(bare), settings)) {
      values(session)
          .forEach((name, values) -> assertThat(values).containsExactly(fresh.get(name)));
    }
  }

  @Test
  void open_encoderIncomplete_refused() throws IOException {
    Path damaged =
        TrainingFixture.copyTo(
            temp.resolve("damaged"),
            tensors -> tensors.remove("bert.encoder.layer.1.output.dense.bias"));
    TrainingSettings settings =
        SessionFixture.settings(Dropout.NONE, TrainingPrecision.FP32, 1, 0, 3);
    assertThatThrownBy(() -> open(ModelFiles.directory(damaged), settings))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("tensors are missing: bert.encoder.layer.1.output.dense.bias");
  }

  private static List<Example> firstBatch() throws IOException {
    return TrainingFixture.examples(
        TrainingFixture.expected().getAsJsonArray("steps").get(0).getAsJsonObject());
  }
}
