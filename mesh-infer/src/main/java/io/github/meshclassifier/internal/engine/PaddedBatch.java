package io.github.meshclassifier.internal.engine;

import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import java.util.Arrays;
import java.util.List;

/**
 * Token sequences as one rectangle, padded to the longest.
 *
 * @param ids token ids, row by row
 * @param mask 1 for a token and 0 for padding, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is built, handed to the engine and dropped
public record PaddedBatch(long[] ids, long[] mask, int rows, int columns) {
  /**
   * Pads sequences to the longest among them.
   *
   * @param sequences token ids, at least one sequence, none empty
   */
  public static PaddedBatch of(List<int[]> sequences, int padTokenId, PaddingSide side) {
    int columns = 0;
    for (int[] sequence : sequences) {
      if (sequence.length == 0) {
        throw new IllegalArgumentException("a sequence without tokens has no logits");
      }
      columns = Math.max(columns, sequence.length);
    }
    if (columns == 0) {
      throw new IllegalArgumentException("a batch needs at least one sequence");
    }
    long[] ids = new long[sequences.size() * columns];
    long[] mask = new long[ids.length];
    Arrays.fill(ids, padTokenId);
    for (int row = 0; row < sequences.size(); row++) {
      int[] sequence = sequences.get(row);
      int start = row * columns + (side == PaddingSide.LEFT ? columns - sequence.length : 0);
      for (int i = 0; i < sequence.length; i++) {
        ids[start + i] = sequence[i];
      }
      Arrays.fill(mask, start, start + sequence.length, 1);
    }
    return new PaddedBatch(ids, mask, sequences.size(), columns);
  }
}
