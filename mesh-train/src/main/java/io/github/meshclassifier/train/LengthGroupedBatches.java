package io.github.meshclassifier.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;

/**
 * Cuts an epoch into batches of similar length, so that little is spent on padding.
 *
 * <p>The order is random: examples are shuffled, each window of some batches is sorted by length
 * and cut, and the batches are shuffled.
 */
final class LengthGroupedBatches {
  private static final int BATCHES_PER_WINDOW = 50;

  private LengthGroupedBatches() {}

  /** Every example once, in batches of the size given; one batch may be smaller. */
  static List<List<Example>> ofSize(List<Example> examples, int size, Random random) {
    return cut(examples, size, random, (count, length) -> count);
  }

  /**
   * Every example once, in batches of at most so many tokens, padding included; an example that is
   * longer has a batch of its own.
   */
  static List<List<Example>> withinTokens(List<Example> examples, int tokens, Random random) {
    return cut(
        examples,
        tokens,
        random,
        (count, length) -> (int) Math.min((long) count * length, Integer.MAX_VALUE));
  }

  /**
   * Cuts by what a batch costs.
   *
   * @param budget the highest cost of a batch of more than one example
   * @param cost the cost of a batch, from its number of examples and the length of the longest
   */
  private static List<List<Example>> cut(
      List<Example> examples, int budget, Random random, IntBinaryOperator cost) {
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, random);
    Example[] order = shuffled.toArray(Example[]::new);
    int window = window(order, budget, cost);
    List<List<Example>> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += window) {
      int to = Math.min(from + window, order.length);
      Arrays.sort(order, from, to, Comparator.comparingInt(LengthGroupedBatches::length));
      int start = from;
      for (int end = from + 1; end <= to; end++) {
        if (end == to || cost.applyAsInt(end + 1 - start, length(order[end])) > budget) {
          batches.add(List.of(Arrays.copyOfRange(order, start, end)));
          start = end;
        }
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }

  /** How many examples make some batches of the mean length. */
  private static int window(Example[] examples, int budget, IntBinaryOperator cost) {
    long tokens = 0;
    for (Example example : examples) {
      tokens += length(example);
    }
    int mean = Math.max(1, (int) (tokens / Math.max(1, examples.length)));
    int batch = Math.max(1, budget / cost.applyAsInt(1, mean));
    long window = Math.min((long) batch * BATCHES_PER_WINDOW, examples.length);
    return (int) Math.max(1, window);
  }

  private static int length(Example example) {
    return example.ids().length;
  }
}
