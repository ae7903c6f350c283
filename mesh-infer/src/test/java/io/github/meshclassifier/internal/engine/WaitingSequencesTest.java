package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sequences share a batch. */
class WaitingSequencesTest {
  private static final int TOKENS = 100;

  private WaitingSequences waiting = new WaitingSequences(true);

  private Submission add(Urgency urgency, int... lengths) {
    Submission submission = new Submission(lengths.length, urgency, () -> {});
    for (int i = 0; i < lengths.length; i++) {
      waiting.add(new WaitingSequence(submission, i, new int[lengths[i]], 0));
    }
    return submission;
  }

  private List<Integer> nextLengths() {
    return waiting.nextBatch(TOKENS).stream().map(WaitingSequence::length).toList();
  }

  @Test
  void nextBatch_nothingWaits_empty() {
    assertThat(waiting.nextBatch(TOKENS)).isEmpty();
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void nextBatch_mixedLengths_neighboursOfTheOldest() {
    add(Urgency.BULK, 20, 90, 22, 5, 19, 21, 6);
    assertThat(nextLengths()).containsExactly(19, 20, 21, 22);
    assertThat(nextLengths()).containsExactly(90);
    assertThat(nextLengths()).containsExactly(5, 6);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void nextBatch_longerThanTheBudget_alone() {
    add(Urgency.INTERACTIVE, 250, 240, 30);
    assertThat(nextLengths()).containsExactly(250);
    assertThat(nextLengths()).containsExactly(240);
    assertThat(nextLengths()).containsExactly(30);
  }

  @Test
  void nextBatch_interactiveBehindBulk_goesAheadAndTheyTakeTurns() {
    add(Urgency.BULK, 45, 46, 47, 48);
    add(Urgency.INTERACTIVE, 99, 98);
    assertThat(nextLengths()).containsExactly(99);
    assertThat(nextLengths()).containsExactly(45, 46);
    assertThat(nextLengths()).containsExactly(98);
    assertThat(nextLengths()).containsExactly(47, 48);
  }

  @Test
  void nextBatch_similarLengths_interactiveAndBulkShare() {
    add(Urgency.BULK, 24, 80, 25);
    add(Urgency.INTERACTIVE, 25, 24);
    assertThat(nextLengths()).containsExactly(24, 24, 25, 25);
  }

  @Test
  void nextBatch_manyInteractive_onlyTheOldestAreChosenFrom() {
    add(Urgency.INTERACTIVE, 40, 60, 50, 60);
    add(Urgency.INTERACTIVE, 40);
    // Two batches' worth are the first four; the second 40 would fit better but came later.
    assertThat(nextLengths()).containsExactly(40, 50);
  }

  @Test
  void nextBatch_withoutPadding_inTheOrderTheyCame() {
    waiting = new WaitingSequences(false);
    add(Urgency.BULK, 20, 90, 22, 5);
    add(Urgency.INTERACTIVE, 60, 30, 40);
    assertThat(nextLengths()).containsExactly(60, 30);
    assertThat(nextLengths()).containsExactly(20);
    assertThat(nextLengths()).containsExactly(40);
    assertThat(nextLengths()).containsExactly(90);
    add(Urgency.INTERACTIVE, 7);
    assertThat(nextLengths()).containsExactly(7, 22, 5);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void removeAbandoned_cancelled_takenOut() {
    Submission first = add(Urgency.INTERACTIVE, 10, 11);
    add(Urgency.BULK, 12);
    first.result().cancel(false);
    assertThat(waiting.removeAbandoned()).hasSize(2);
    assertThat(waiting.size()).isEqualTo(1);
    assertThat(nextLengths()).containsExactly(12);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nextBatch_anyLoad_eachOnceWithinBudgetAndTheOldestFirst(long seed) {
    boolean padded = seed % 2 == 0;
    waiting = new WaitingSequences(padded);
    Random random = new Random(seed);
    Set<WaitingSequence> open = new HashSet<>();
    List<WaitingSequence> interactive = new ArrayList<>();
    WaitingSequence passedOver = null;
    for (int step = 0; step < 400; step++) {
      for (int i = step < 100 ? random.nextInt(6) : 0; i > 0; i--) {
        Urgency urgency = random.nextBoolean() ? Urgency.INTERACTIVE : Urgency.BULK;
        Submission submission = new Submission(1, urgency, () -> {});
        WaitingSequence added =
            new WaitingSequence(submission, 0, new int[1 + random.nextInt(120)], 0);
        waiting.add(added);
        open.add(added);
        if (urgency == Urgency.INTERACTIVE) {
          interactive.add(added);
        }
      }
      List<WaitingSequence> batch = waiting.nextBatch(TOKENS);
      assertThat(batch.isEmpty()).isEqualTo(open.isEmpty());
      int longest = batch.stream().mapToInt(WaitingSequence::length).max().orElse(0);
      int sum = batch.stream().mapToInt(WaitingSequence::length).sum();
      int computed = padded ? longest * batch.size() : sum;
      assertThat(batch.size() == 1 || computed <= TOKENS).isTrue();
      assertThat(open).containsAll(batch);
      batch.forEach(open::remove);
      assertThat(waiting.size()).isEqualTo(open.size());
      // Of two batches in a row, one has the interactive sequence that has waited longest.
      assertThat(passedOver == null || batch.contains(passedOver)).isTrue();
      WaitingSequence oldest = interactive.isEmpty() ? null : interactive.get(0);
      boolean met = oldest == null || passedOver != null || batch.contains(oldest);
      passedOver = met ? null : oldest;
      interactive.removeIf(batch::contains);
    }
    assertThat(open).isEmpty();
  }
}
