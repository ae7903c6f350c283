package io.github.meshclassifier.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Computes the logits of many sequences that are all there, batch by batch: those of similar length
 * together where a batch is padded, so that little is spent on padding, else in their order.
 * Thread-safe.
 */
public final class BulkLogits {
  /**
   * Tokens of a batch, padding included: enough to keep a processor busy, and few enough to fit its
   * caches.
   */
  private static final int TOKENS_PER_BATCH = 4096;

  private BulkLogits() {}

  /**
   * Computes logits.
   *
   * @param sequences token ids, none empty
   * @param progress told how many sequences have their logits, after each batch
   * @return logits by sequence, in the order given
   */
  public static float[][] logits(
      Transformer backbone, List<int[]> sequences, IntConsumer progress) {
    float[][] logits = new float[sequences.size()][];
    int done = 0;
    for (List<Integer> batch : batches(sequences, !backbone.joins())) {
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
   * Indices of sequences by batch; the longest first where batches are padded, so that a lack of
   * memory shows at once.
   */
  static List<List<Integer>> batches(List<int[]> sequences, boolean padded) {
    List<Integer> order = new ArrayList<>(sequences.size());
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
    }
    if (padded) {
      order.sort(Comparator.<Integer>comparingInt(index -> sequences.get(index).length).reversed());
    }
    List<List<Integer>> batches = new ArrayList<>();
    int start = 0;
    long tokens = 0;
    for (int end = 0; end < order.size(); end++) {
      int length = sequences.get(order.get(end)).length;
      int longest = sequences.get(order.get(start)).length;
      long larger = padded ? (end - start + 1L) * longest : tokens + length;
      if (end > start && larger > TOKENS_PER_BATCH) {
        batches.add(List.copyOf(order.subList(start, end)));
        start = end;
        tokens = 0;
      }
      tokens += length;
    }
    if (start < order.size()) {
      batches.add(List.copyOf(order.subList(start, order.size())));
    }
    return batches;
  }
}
