package io.github.meshclassifier.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Computes the logits of many sequences in batches of similar length, so that little is spent on
 * padding.
 *
 * <p>Thread-safe.
 */
public final class LengthSortedScoring {
  /**
   * Tokens of a batch, padding included: enough to keep a processor busy, little enough for its
   * caches.
   */
  private static final int TOKENS_PER_BATCH = 4096;

  private LengthSortedScoring() {}

  /**
   * Computes logits.
   *
   * @param backbone the model
   * @param sequences token ids, none empty
   * @param progress told how many sequences have their logits, after each batch
   * @return logits by sequence, in the order given
   */
  public static float[][] logits(
      Transformer backbone, List<int[]> sequences, IntConsumer progress) {
    float[][] logits = new float[sequences.size()][];
    int done = 0;
    for (List<Integer> batch : batches(sequences)) {
      float[][] part = backbone.logits(batch.stream().map(sequences::get).toList());
      for (int i = 0; i < part.length; i++) {
        logits[batch.get(i)] = part[i];
      }
      done += part.length;
      progress.accept(done);
    }
    return logits;
  }

  /**
   * Indices of sequences by batch, the longest first: what does not fit in memory shows at once.
   */
  static List<List<Integer>> batches(List<int[]> sequences) {
    Integer[] order = new Integer[sequences.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, Comparator.<Integer>comparingInt(index -> sequences.get(index).length).reversed());
    List<List<Integer>> batches = new ArrayList<>();
    int start = 0;
    while (start < order.length) {
      int size = Math.max(1, TOKENS_PER_BATCH / sequences.get(order[start]).length);
      int end = Math.min(order.length, start + size);
      batches.add(List.of(Arrays.copyOfRange(order, start, end)));
      start = end;
    }
    return batches;
  }
}
