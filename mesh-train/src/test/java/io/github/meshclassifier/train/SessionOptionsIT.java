package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.train.SessionFixture.Options;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each option changes in the steps of a session. */
class SessionOptionsIT {
  @Test
  void step_microBatches_asOneBatch() throws IOException {
    List<List<Example>> batches = SessionFixture.batches();
    try (TrainingSession whole = SessionFixture.open(SessionFixture.plain(), new Options());
        TrainingSession parts = SessionFixture.open(SessionFixture.plain(), new Options())) {
      for (int i = 0; i < 4; i++) {
        List<Example> batch = batches.get(i);
        // Of unequal sizes: each article has to count the same.
        List<List<Example>> micro = List.of(batch.subList(0, 1), batch.subList(1, batch.size()));
        TrainingSession.Step one = whole.step(List.of(batch), 1e-3, i);
        TrainingSession.Step two = parts.step(micro, 1e-3, i);
        assertThat(two.loss()).isCloseTo(one.loss(), within(1e-5));
        assertThat(two.gradientNorm()).isCloseTo(one.gradientNorm(), within(1e-4));
        assertThat(two.tokens()).isEqualTo(one.tokens());
        assertThat(one.tokens()).isEqualTo(batch.stream().mapToLong(e -> e.ids().length).sum());
      }
      // AdamW divides a gradient by its own size: near 0 the rounding of a sum decides a sign, so
      // a few weights may differ by steps of the rate, all others agree.
      Map<String, float[]> expected = SessionFixture.values(whole.weights());
      Map<String, float[]> found = SessionFixture.values(parts.weights());
      double sum = 0;
      long count = 0;
      for (String name : expected.keySet()) {
        for (int i = 0; i < expected.get(name).length; i++) {
          sum += Math.abs(expected.get(name)[i] - (double) found.get(name)[i]);
          count++;
        }
      }
      assertThat(sum / count).isLessThan(1e-6);
    }
  }

  @Test
  void step_averageDecay_movingAverageWithWarmup() throws IOException {
    double decay = 0.4;
    Options options = new Options().averageDecay(decay);
    List<List<Example>> batches = SessionFixture.batches();
    try (TrainingSession session = SessionFixture.open(SessionFixture.plain(), options)) {
      Map<String, float[]> average = SessionFixture.values(session.weights());
      assertThat(average).usingRecursiveComparison().isEqualTo(current(session));
      for (int step = 0; step < 6; step++) {
        session.step(List.of(batches.get(step)), 1e-2, step);
        int updates = step + 1;
        double kept = Math.min(decay, (1.0 + updates) / (10.0 + updates));
        Map<String, float[]> weights = current(session);
        Map<String, float[]> found = SessionFixture.values(session.weights());
        for (String name : average.keySet()) {
          float[] expected = average.get(name);
          for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) (kept * expected[i] + (1 - kept) * weights.get(name)[i]);
          }
          assertThat(found.get(name)).describedAs(name).containsExactly(expected, within(1e-6f));
        }
        average = found;
      }
      assertThat(average.get("classifier.weight"))
          .isNotEqualTo(current(session).get("classifier.weight"));
    }
  }

  private static Map<String, float[]> current(TrainingSession session) {
    return SessionFixture.values(session.currentWeights());
  }

  @Test
  void step_layerDecay_rateOfEachLayer() throws IOException {
    // The first step of AdamW moves a weight by the rate, whatever its gradient (but near 0).
    double rate = 1e-3;
    try (TrainingSession session =
        SessionFixture.open(SessionFixture.plain(), new Options().layerDecay(0.5))) {
      Map<String, float[]> before = current(session);
      session.step(List.of(SessionFixture.batches().get(0)), rate, 0);
      Map<String, float[]> after = current(session);
      assertThat(largestChange("classifier.weight", before, after)).isCloseTo(rate, within(1e-5));
      assertThat(largestChange("bert.pooler.dense.bias", before, after))
          .isCloseTo(rate, within(1e-5));
      assertThat(largestChange("bert.encoder.layer.1.output.dense.weight", before, after))
          .isCloseTo(rate / 2, within(1e-5));
      assertThat(largestChange("bert.encoder.layer.0.attention.self.query.bias", before, after))
          .isCloseTo(rate / 4, within(1e-5));
      assertThat(largestChange("bert.embeddings.word_embeddings.weight", before, after))
          .isCloseTo(rate / 8, within(1e-5));
    }
  }

  private static double largestChange(
      String name, Map<String, float[]> before, Map<String, float[]> after) {
    double largest = 0;
    for (int i = 0; i < before.get(name).length; i++) {
      largest = Math.max(largest, Math.abs(before.get(name)[i] - (double) after.get(name)[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void step_frozen_unchangedToTheBit(int layers) throws IOException {
    TrainingSettings decaying =
        SessionFixture.settings(SessionFixture.SOME, TrainingPrecision.FP32, 1, 0.5, 1);
    Options options = new Options().frozen(layers).averageDecay(0.9);
    try (TrainingSession session = SessionFixture.open(decaying, options)) {
      Map<String, float[]> before = current(session);
      session.step(List.of(SessionFixture.batches().get(0)), 1e-2, 0);
      Map<String, float[]> after = current(session);
      Map<String, float[]> evaluated = SessionFixture.values(session.weights());
      for (String name : before.keySet()) {
        boolean frozen =
            name.contains("embeddings")
                || (layers > 0 && name.contains("layer.0."))
                || (layers > 1 && name.contains("layer.1."));
        if (frozen) {
          assertThat(after.get(name)).describedAs(name).containsExactly(before.get(name));
          assertThat(evaluated.get(name)).describedAs(name).containsExactly(before.get(name));
        } else {
          assertThat(after.get(name)).describedAs(name).isNotEqualTo(before.get(name));
        }
      }
    }
  }

  @Test
  void open_moreFrozenThanThereAre_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SessionFixture.open(SessionFixture.plain(), new Options().frozen(3)).close())
        .withMessage("frozenLayers must be at most 2 (the backbone's layers), was 3");
  }

  @Test
  void open_weightsForOtherLabels_refused() {
    Options options = new Options().loss(new TrainingLoss.BinaryCrossEntropy(List.of(2.0)), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionFixture.open(SessionFixture.plain(), options).close())
        .withMessage("positiveWeights must be one for each of the 14 labels, or none, were 1");
  }

  @Test
  void step_everyLoss_theLossOfTheLogits() throws IOException {
    List<Double> weights = List.of(2., 1., .5, 3., 1., 1., 1., 1., 4., 1., 1., 1., 1., 9.);
    List<TrainingLoss> losses =
        List.of(
            TrainingLoss.binaryCrossEntropy(),
            new TrainingLoss.BinaryCrossEntropy(weights),
            new TrainingLoss.Focal(2),
            new TrainingLoss.Asymmetric(1, 4, 0.05));
    List<Example> batch = SessionFixture.batches().get(0);
    for (TrainingLoss loss : losses) {
      LogitLoss reference = LogitLoss.of(new Objective(loss, 0.1, null), 14);
      try (TrainingSession session =
          SessionFixture.open(SessionFixture.plain(), new Options().loss(loss, 0.1))) {
        double expected = loss(session, batch, reference);
        assertThat(session.step(List.of(batch), 1e-4, 0).loss())
            .describedAs("%s", loss)
            .isCloseTo(expected, within(1e-5));
        assertThat(loss(session, batch, reference)).isLessThan(expected);
      }
    }
  }

  private static double loss(TrainingSession session, List<Example> batch, LogitLoss reference)
      throws IOException {
    double sum = 0;
    try (var backbone = session.snapshot()) {
      float[][] logits = backbone.logits(batch.stream().map(Example::ids).toList());
      for (int i = 0; i < logits.length; i++) {
        sum += reference.mean(logits[i], batch.get(i).targets());
      }
    }
    return sum / batch.size();
  }

  @Test
  void step_lossNotFiniteInOneMicroBatch_changesNothing() throws IOException {
    Options options = new Options().averageDecay(0.9);
    try (TrainingSession session = SessionFixture.open(SessionFixture.plain(), options)) {
      List<Example> batch = SessionFixture.batches().get(0);
      session.step(List.of(batch), 1e-3, 0);
      Map<String, float[]> before = current(session);
      Map<String, float[]> average = SessionFixture.values(session.weights());
      float[] broken = new float[14];
      broken[3] = Float.NaN;
      List<Example> bad = List.of(new Example(batch.get(0).ids(), broken));
      TrainingSession.Step done = session.step(List.of(batch, bad), 1e-3, 1);
      assertThat(done.loss()).isNaN();
      assertThat(current(session)).usingRecursiveComparison().isEqualTo(before);
      assertThat(SessionFixture.values(session.weights()))
          .usingRecursiveComparison()
          .isEqualTo(average);
      // Neither moments nor counter have moved: the next step is the one it would have been.
      TrainingSession.Step next = session.step(List.of(batch), 1e-3, 1);
      try (TrainingSession other = SessionFixture.open(SessionFixture.plain(), options)) {
        other.step(List.of(batch), 1e-3, 0);
        assertThat(other.step(List.of(batch), 1e-3, 1)).isEqualTo(next);
        assertThat(current(session)).usingRecursiveComparison().isEqualTo(current(other));
      }
    }
  }
}
