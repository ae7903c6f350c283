package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  static List<Example> examples(int count, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new Example(new int[2 + random.nextInt(99)], new float[] {i}));
    }
    return examples;
  }

  private static Recipe recipe(int epochs, int batchSize, int tokens, int microBatch, long seed) {
    return new Recipe(
        epochs,
        new Batching(batchSize, tokens, microBatch),
        new LearningRate(1e-3, 0.1, null, LearningRateSchedule.LINEAR),
        new Optimization(0, 1, 1, 0, false, 0),
        TrainingFixture.PLAIN,
        new EpochSelection.Rule(Metric.MICRO_F1, 0),
        seed);
  }

  @Test
  void lastStep_byCount_sameInEveryEpoch() {
    TrainingPlan plan = new TrainingPlan(examples(33, 1), recipe(3, 16, 0, 0, 1));
    assertThat(plan.totalSteps()).isEqualTo(9);
    assertThat(Stream.of(0, 1, 2, 3).map(plan::lastStep)).containsExactly(0L, 3L, 6L, 9L);
  }

  @Test
  void lastStep_byTokens_isWhatEveryEpochHas() {
    boolean differ = false;
    for (long seed = 0; seed < 10; seed++) {
      TrainingPlan plan = new TrainingPlan(examples(900, seed), recipe(4, 16, 512, 0, seed));
      for (int epoch = 1; epoch <= 4; epoch++) {
        long steps = plan.lastStep(epoch) - plan.lastStep(epoch - 1);
        assertThat(plan.batches(epoch)).hasSize((int) steps);
        differ |= steps != plan.lastStep(1);
      }
      assertThat(plan.totalSteps()).isEqualTo(plan.lastStep(4));
    }
    assertThat(differ).as("some epoch has more steps than another").isTrue();
  }

  @Test
  void batches_seedAndEpoch_decideTheOrder() {
    List<Example> examples = examples(300, 1);
    TrainingPlan plan = new TrainingPlan(examples, recipe(3, 16, 0, 0, 7));
    TrainingPlan again = new TrainingPlan(examples, recipe(9, 16, 0, 0, 7));
    TrainingPlan other = new TrainingPlan(examples, recipe(3, 16, 0, 0, 8));
    assertThat(again.batches(2)).isEqualTo(plan.batches(2));
    assertThat(plan.batches(1)).isNotEqualTo(plan.batches(2));
    assertThat(other.batches(1)).isNotEqualTo(plan.batches(1)).isNotEqualTo(plan.batches(2));
  }

  @Test
  void microBatches_anySize_theBatchInParts() {
    List<Example> batch = examples(7, 1);
    assertThat(parts(batch, 0)).containsExactly(7);
    assertThat(parts(batch, 7)).containsExactly(7);
    assertThat(parts(batch, 8)).containsExactly(7);
    assertThat(parts(batch, 3)).containsExactly(3, 3, 1);
    assertThat(parts(batch, 1)).containsExactly(1, 1, 1, 1, 1, 1, 1);
  }

  private static List<Integer> parts(List<Example> batch, int size) {
    TrainingPlan plan = new TrainingPlan(batch, recipe(1, 16, 0, size, 1));
    List<List<Example>> parts = plan.microBatches(batch);
    assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(batch);
    return parts.stream().map(List::size).toList();
  }
}
