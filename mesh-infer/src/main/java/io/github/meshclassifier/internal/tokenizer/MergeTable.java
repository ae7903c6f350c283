package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;

/**
 * The pairs of tokens that byte-pair encoding joins, with their order. Immutable and thread-safe
 * once filled. 16 bytes for each of twice to four times as many places as pairs.
 */
final class MergeTable {
  private static final long EMPTY = -1;

  private final long[] pairs;
  private final int[] ranks;
  private final int[] joined;
  private final int shift;

  /** Makes a table of at most so many pairs. */
  MergeTable(int count) {
    int bits = 33 - Integer.numberOfLeadingZeros(count | 1);
    pairs = new long[1 << bits];
    Arrays.fill(pairs, EMPTY);
    ranks = new int[1 << bits];
    joined = new int[1 << bits];
    shift = 64 - bits;
  }

  /**
   * Adds a pair.
   *
   * @param rank its place in the order, the lowest is joined first
   * @return false if it is in the table already
   */
  boolean add(int left, int right, int rank, int id) {
    int slot = slot(left, right);
    if (pairs[slot] != EMPTY) {
      return false;
    }
    pairs[slot] = pair(left, right);
    ranks[slot] = rank;
    joined[slot] = id;
    return true;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  /** Returns the place of a pair, or the free one where it would be. */
  private int slot(int left, int right) {
    long pair = pair(left, right);
    int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> shift);
    while (pairs[slot] != EMPTY && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }

  /**
   * Joins the pair of the lowest rank, the leftmost of equal ones, until no pair is in the table.
   *
   * @param symbols the tokens of single bytes; used as working space
   */
  int[] join(int[] symbols) {
    int size = symbols.length;
    int[] slots = new int[Math.max(size - 1, 0)];
    for (int i = 0; i + 1 < size; i++) {
      slots[i] = known(symbols[i], symbols[i + 1]);
    }
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < size; i++) {
        if (slots[i] >= 0 && (best < 0 || ranks[slots[i]] < ranks[slots[best]])) {
          best = i;
        }
      }
      if (best < 0) {
        return size == symbols.length ? symbols : Arrays.copyOf(symbols, size);
      }
      symbols[best] = joined[slots[best]];
      System.arraycopy(symbols, best + 2, symbols, best + 1, size - best - 2);
      size--;
      if (best + 1 < size) {
        System.arraycopy(slots, best + 2, slots, best + 1, size - best - 2);
        slots[best] = known(symbols[best], symbols[best + 1]);
      }
      if (best > 0) {
        slots[best - 1] = known(symbols[best - 1], symbols[best]);
      }
    }
  }

  private int known(int left, int right) {
    int slot = slot(left, right);
    return pairs[slot] == EMPTY ? -1 : slot;
  }
}
