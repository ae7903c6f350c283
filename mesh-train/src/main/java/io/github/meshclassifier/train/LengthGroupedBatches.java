package io.github.meshclassifier.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

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
  static List<List<Example>> of(List<Example> examples, int size, Random random) {
    int batchSize = Math.min(size, Math.max(1, examples.size()));
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, random);
    Example[] order = shuffled.toArray(Example[]::new);
    int window = (int) Math.min((long) batchSize * BATCHES_PER_WINDOW, Math.max(1, order.length));
    List<List<Example>> batches = new ArrayList<>();
    for (int start = 0; start < order.length; start += window) {
      int end = Math.min(start + window, order.length);
      Arrays.sort(order, start, end, Comparator.comparingInt(example -> example.ids().length));
      for (int i = start; i < end; i += batchSize) {
        batches.add(List.of(Arrays.copyOfRange(order, i, Math.min(i + batchSize, end))));
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
