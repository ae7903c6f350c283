package io.github.meshclassifier.internal.engine;

import java.util.List;

/**
 * Token sequences end to end, without padding.
 *
 * @param ids token ids, one sequence after the other
 * @param lengths the number of tokens of each sequence
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is built, handed to the engine and dropped
record JoinedBatch(long[] ids, long[] lengths) {
  /**
   * Joins sequences.
   *
   * @param sequences token ids, at least one sequence, none empty
   */
  static JoinedBatch of(List<int[]> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("a batch needs at least one sequence");
    }
    long[] lengths = new long[sequences.size()];
    int total = 0;
    for (int row = 0; row < lengths.length; row++) {
      int length = sequences.get(row).length;
      if (length == 0) {
        throw new IllegalArgumentException("a sequence without tokens has no logits");
      }
      lengths[row] = length;
      total = Math.addExact(total, length);
    }
    long[] ids = new long[total];
    int next = 0;
    for (int[] sequence : sequences) {
      for (int id : sequence) {
        ids[next++] = id;
      }
    }
    return new JoinedBatch(ids, lengths);
  }
}
