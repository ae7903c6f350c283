package io.github.meshclassifier.internal.tokenizer;

import java.util.Map;

/**
 * Pieces of words with their token ids, searched by a range of characters without making a string.
 * Immutable and thread-safe. 16 to 24 bytes and two for each character of a piece.
 */
final class PieceTable {
  private final char[] characters;
  private final int[] starts;
  private final int[] ids;
  private final int[] hashes;
  private final int[] slots;
  private final int shift;
  private final int longest;

  PieceTable(Map<String, Integer> pieces) {
    int count = pieces.size();
    int total = 0;
    int most = 0;
    for (String piece : pieces.keySet()) {
      total += piece.length();
      most = Math.max(most, piece.length());
    }
    characters = new char[total];
    starts = new int[count + 1];
    ids = new int[count];
    hashes = new int[count];
    longest = most;
    int bits = 33 - Integer.numberOfLeadingZeros(count | 1);
    slots = new int[1 << bits];
    shift = 32 - bits;
    int index = 0;
    for (Map.Entry<String, Integer> entry : pieces.entrySet()) {
      String piece = entry.getKey();
      int start = starts[index];
      piece.getChars(0, piece.length(), characters, start);
      starts[index + 1] = start + piece.length();
      ids[index] = entry.getValue();
      int hash = hash(characters, start, starts[index + 1]);
      hashes[index] = hash;
      int slot = slot(hash);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = ++index;
    }
  }

  /** Returns the index of the longest piece that a range begins with, or -1. */
  int longest(char[] text, int from, int to) {
    int end = Math.min(to, from + longest);
    int found = -1;
    int hash = 0;
    for (int i = from; i < end; i++) {
      hash = hash(hash, text[i]);
      int index = find(text, from, i + 1, hash);
      found = index >= 0 ? index : found;
    }
    return found;
  }

  static int hash(int hash, char next) {
    return 31 * hash + next;
  }

  static int hash(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash(hash, text[i]);
    }
    return hash;
  }

  int longest() {
    return longest;
  }

  /** Returns the index of the piece that is a range of this hash, or -1. */
  int find(char[] text, int from, int to, int hash) {
    for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      int index = slots[slot] - 1;
      if (hashes[index] == hash && equal(index, text, from, to)) {
        return index;
      }
    }
    return -1;
  }

  private boolean equal(int index, char[] text, int from, int to) {
    int start = starts[index];
    if (starts[index + 1] - start != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (characters[start + i - from] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private int slot(int hash) {
    return (hash * 0x9E3779B9) >>> shift;
  }

  int id(int index) {
    return ids[index];
  }

  /** Returns the length of a piece in UTF-16 units. */
  int length(int index) {
    return starts[index + 1] - starts[index];
  }
}
