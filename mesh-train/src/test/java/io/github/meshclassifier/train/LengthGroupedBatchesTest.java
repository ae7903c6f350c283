package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthGroupedBatchesTest {
  private static List<Example> examples(int count) {
    Random random = new Random(4);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new Example(new int[2 + random.nextInt(255)], new float[] {i}));
    }
    return examples;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "16,16", "17,16", "1000,16", "1000,1", "3,16", "801,16", "100,2147483647"})
  void of_anyCount_everyExampleOnceInFullBatches(int count, int batchSize) {
    List<List<Example>> batches =
        LengthGroupedBatches.ofSize(examples(count), batchSize, new Random(1));
    List<Float> numbers = new ArrayList<>();
    for (List<Example> batch : batches) {
      batch.forEach(example -> numbers.add(example.targets()[0]));
    }
    assertThat(numbers).hasSize(count).doesNotHaveDuplicates();
    long smaller = batches.stream().filter(batch -> batch.size() != batchSize).count();
    assertThat(smaller).isEqualTo(count % batchSize == 0 ? 0 : 1);
    assertThat(batches).hasSize((int) Math.ceil((double) count / batchSize));
  }

  @Test
  void of_noExample_noBatch() {
    assertThat(LengthGroupedBatches.ofSize(List.of(), 16, new Random(1))).isEmpty();
  }

  @Test
  void of_seed_decidesTheOrder() {
    List<Example> examples = examples(500);
    List<List<Example>> first = LengthGroupedBatches.ofSize(examples, 16, new Random(1));
    assertThat(LengthGroupedBatches.ofSize(examples, 16, new Random(1))).isEqualTo(first);
    assertThat(LengthGroupedBatches.ofSize(examples, 16, new Random(2))).isNotEqualTo(first);
    Random random = new Random(1);
    assertThat(LengthGroupedBatches.ofSize(examples, 16, random)).isEqualTo(first);
    assertThat(LengthGroupedBatches.ofSize(examples, 16, random)).isNotEqualTo(first);
  }

  @Test
  void of_batches_littlePadding() {
    List<Example> examples = examples(5000);
    long tokens = examples.stream().mapToLong(example -> example.ids().length).sum();
    long padded = 0;
    for (List<Example> batch : LengthGroupedBatches.ofSize(examples, 16, new Random(1))) {
      int longest = batch.stream().mapToInt(example -> example.ids().length).max().orElseThrow();
      padded += (long) longest * batch.size();
    }
    // Random batches of 16 would be padded to almost twice their tokens.
    assertThat(padded).isLessThan(tokens * 105 / 100);
  }

  @Test
  void withinTokens_anyBudget_everyExampleOnceAndNoBatchAbove() {
    Random random = new Random(9);
    for (int run = 0; run < 100; run++) {
      List<Example> examples = examples(1 + random.nextInt(400));
      int budget = 8 + random.nextInt(3000);
      List<List<Example>> batches =
          LengthGroupedBatches.withinTokens(examples, budget, new Random(run));
      List<Float> numbers = new ArrayList<>();
      for (List<Example> batch : batches) {
        batch.forEach(example -> numbers.add(example.targets()[0]));
        if (batch.size() > 1) {
          assertThat(padded(batch)).isLessThanOrEqualTo(budget);
        }
      }
      assertThat(numbers).hasSize(examples.size()).doesNotHaveDuplicates();
      assertThat(LengthGroupedBatches.withinTokens(examples, budget, new Random(run)))
          .isEqualTo(batches);
    }
  }

  @Test
  void withinTokens_manyExamples_batchesFullAndLittlePadding() {
    List<Example> examples = examples(5000);
    long tokens = examples.stream().mapToLong(example -> example.ids().length).sum();
    List<List<Example>> batches = LengthGroupedBatches.withinTokens(examples, 4096, new Random(1));
    long padded = batches.stream().mapToLong(LengthGroupedBatchesTest::padded).sum();
    assertThat(padded).isLessThan(tokens * 105 / 100);
    assertThat(batches.size()).isLessThan((int) (tokens * 115 / 100 / 4096));
  }

  @Test
  void withinTokens_hugeLengths_noOverflow() {
    List<Example> examples =
        List.of(examples(1).get(0), new Example(new int[1 << 20], new float[1]));
    assertThat(LengthGroupedBatches.withinTokens(examples, Integer.MAX_VALUE, new Random(1)))
        .hasSize(1);
    assertThat(LengthGroupedBatches.withinTokens(examples, 8, new Random(1))).hasSize(2);
  }

  private static long padded(List<Example> batch) {
    int longest = batch.stream().mapToInt(example -> example.ids().length).max().orElseThrow();
    return (long) longest * batch.size();
  }
}
