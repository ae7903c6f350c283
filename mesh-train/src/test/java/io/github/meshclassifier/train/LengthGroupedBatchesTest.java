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
        LengthGroupedBatches.of(examples(count), batchSize, new Random(1));
    List<Float> numbers = new ArrayList<>();
    for (List<Example> batch : batches) {
      batch.forEach(example -> numbers.add(example.labels()[0]));
    }
    assertThat(numbers).hasSize(count).doesNotHaveDuplicates();
    long smaller = batches.stream().filter(batch -> batch.size() != batchSize).count();
    assertThat(smaller).isEqualTo(count % batchSize == 0 ? 0 : 1);
    assertThat(batches).hasSize((int) Math.ceil((double) count / batchSize));
  }

  @Test
  void of_noExample_noBatch() {
    assertThat(LengthGroupedBatches.of(List.of(), 16, new Random(1))).isEmpty();
  }

  @Test
  void of_seed_decidesTheOrder() {
    List<Example> examples = examples(500);
    List<List<Example>> first = LengthGroupedBatches.of(examples, 16, new Random(1));
    assertThat(LengthGroupedBatches.of(examples, 16, new Random(1))).isEqualTo(first);
    assertThat(LengthGroupedBatches.of(examples, 16, new Random(2))).isNotEqualTo(first);
    Random random = new Random(1);
    assertThat(LengthGroupedBatches.of(examples, 16, random)).isEqualTo(first);
    assertThat(LengthGroupedBatches.of(examples, 16, random)).isNotEqualTo(first);
  }

  @Test
  void of_batches_littlePadding() {
    List<Example> examples = examples(5000);
    long tokens = examples.stream().mapToLong(example -> example.ids().length).sum();
    long padded = 0;
    for (List<Example> batch : LengthGroupedBatches.of(examples, 16, new Random(1))) {
      int longest = batch.stream().mapToInt(example -> example.ids().length).max().orElseThrow();
      padded += (long) longest * batch.size();
    }
    // Random batches of 16 would be padded to almost twice their tokens.
    assertThat(padded).isLessThan(tokens * 105 / 100);
  }
}
