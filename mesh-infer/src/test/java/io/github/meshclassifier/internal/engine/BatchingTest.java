package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Padding, batches by length, the logistic function and dropout rates. */
class BatchingTest {
  @Test
  void paddedBatch_sequencesOfSeveralLengths_paddedAtTheirEnd() {
    PaddedBatch batch =
        PaddedBatch.of(List.of(new int[] {2, 3}, new int[] {4}), 9, PaddingSide.RIGHT);
    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.columns()).isEqualTo(2);
    assertThat(batch.ids()).containsExactly(2, 3, 4, 9);
    assertThat(batch.mask()).containsExactly(1, 1, 1, 0);
  }

  @Test
  void paddedBatch_left_paddedAtTheirBeginning() {
    PaddedBatch batch =
        PaddedBatch.of(List.of(new int[] {4}, new int[] {2, 3, 8}), 9, PaddingSide.LEFT);
    assertThat(batch.columns()).isEqualTo(3);
    assertThat(batch.ids()).containsExactly(9, 9, 4, 2, 3, 8);
    assertThat(batch.mask()).containsExactly(0, 0, 1, 1, 1, 1);
  }

  @Test
  void paddedBatch_nothing_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PaddedBatch.of(List.of(), 0, PaddingSide.RIGHT))
        .withMessage("a batch needs at least one sequence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PaddedBatch.of(List.of(new int[] {1}, new int[0]), 0, PaddingSide.LEFT))
        .withMessage("a sequence without tokens has no logits");
  }

  @Test
  void joinedBatch_sequencesOfSeveralLengths_endToEnd() {
    JoinedBatch batch = JoinedBatch.of(List.of(new int[] {4}, new int[] {2, 3, 8}));
    assertThat(batch.ids()).containsExactly(4, 2, 3, 8);
    assertThat(batch.lengths()).containsExactly(1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinedBatch.of(List.of()))
        .withMessage("a batch needs at least one sequence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinedBatch.of(List.of(new int[] {1}, new int[0])))
        .withMessage("a sequence without tokens has no logits");
  }

  @Test
  void batches_randomLengths_everySequenceOnceLongestFirstWithinLimit() {
    Random random = new Random(11);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      sequences.add(new int[1 + random.nextInt(i % 100 == 0 ? 9000 : 512)]);
    }
    List<List<Integer>> batches = BulkLogits.batches(sequences, true);
    assertThat(batches.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(IntStream.range(0, 1000).boxed().toList());
    int before = Integer.MAX_VALUE;
    for (List<Integer> batch : batches) {
      int longest = sequences.get(batch.get(0)).length;
      assertThat(batch.size() == 1 || batch.size() * longest <= 4096).isTrue();
      for (int index : batch) {
        assertThat(sequences.get(index).length).isLessThanOrEqualTo(before);
        before = sequences.get(index).length;
      }
    }
    assertThat(BulkLogits.batches(List.of(), true)).isEmpty();
    assertThat(BulkLogits.batches(List.of(), false)).isEmpty();
  }

  @Test
  void batches_joined_everySequenceInItsOrderAndFull() {
    Random random = new Random(11);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      sequences.add(new int[1 + random.nextInt(i % 100 == 0 ? 9000 : 512)]);
    }
    List<List<Integer>> batches = BulkLogits.batches(sequences, false);
    assertThat(batches.stream().flatMap(List::stream).toList())
        .isEqualTo(IntStream.range(0, 1000).boxed().toList());
    for (int i = 0; i + 1 < batches.size(); i++) {
      int tokens = batches.get(i).stream().mapToInt(index -> sequences.get(index).length).sum();
      int next = sequences.get(batches.get(i + 1).get(0)).length;
      assertThat(batches.get(i).size() == 1 || tokens <= 4096).isTrue();
      assertThat(tokens + next).isGreaterThan(4096);
    }
  }

  @Test
  void sigmoid_anyLogit_exactAndInRange() {
    float[] logits = {0, 1, -1, 30, -30, 1e30f, -1e30f, Float.POSITIVE_INFINITY};
    assertThat(Sigmoid.of(logits))
        .containsExactly(
            0.5f,
            (float) (Math.E / (1 + Math.E)),
            (float) (1 / (1 + Math.E)),
            (float) (1 / (1 + Math.exp(-30))),
            (float) (1 / (1 + Math.exp(30))),
            1,
            0,
            1);
  }

  @Test
  void dropout_outOfRange_refused() {
    assertThat(new Dropout(0, 0.1, 0.99).attributes())
        .containsEntry("hidden_dropout", 0.0)
        .containsEntry("attention_dropout", 0.1)
        .containsEntry("classifier_dropout", 0.99);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(0, 1, 0))
        .withMessage("attention dropout must be at least 0 and below 1, was 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(-0.1, 0, 0))
        .withMessage("hidden dropout must be at least 0 and below 1, was -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(0, 0, Double.NaN))
        .withMessage("classifier dropout must be at least 0 and below 1, was NaN");
  }
}
