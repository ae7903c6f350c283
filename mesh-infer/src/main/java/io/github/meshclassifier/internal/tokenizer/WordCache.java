package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the token ids of words, since texts of a field repeat theirs. Thread-safe without a
 * lock: an entry never changes, and its fields are final, so a thread sees it whole or not at all;
 * a lost or doubled entry costs a look-up, never a wrong id. At most {@value #ENTRIES} words of at
 * most {@value #MAX_LENGTH} characters; 3 MB when full of usual words, and at most 25 MB.
 */
final class WordCache {
  /** Longer words are too rare to be worth a place. */
  static final int MAX_LENGTH = 48;

  static final int ENTRIES = 1 << 15;

  /** A word may be in any of so many neighbouring places. */
  private static final int WAYS = 4;

  private final @Nullable Entry[] entries = new @Nullable Entry[ENTRIES];
  private int turn;

  /** Returns the ids of a word, or null; not to be changed. */
  int @Nullable [] get(char[] text, int from, int to, int hash) {
    int set = set(hash);
    for (int way = 0; way < WAYS; way++) {
      Entry entry = entries[set + way];
      if (entry != null
          && entry.hash == hash
          && Arrays.equals(entry.word, 0, entry.word.length, text, from, to)) {
        return entry.ids;
      }
    }
    return null;
  }

  /** Keeps the ids of a word that is not too long, in the place of one of its neighbours. */
  void put(char[] text, int from, int to, int hash, int[] ids) {
    if (to - from > MAX_LENGTH) {
      return;
    }
    int set = set(hash);
    int way = 0;
    while (way < WAYS && entries[set + way] != null) {
      way++;
    }
    entries[set + (way < WAYS ? way : turn++ & (WAYS - 1))] =
        new Entry(hash, Arrays.copyOfRange(text, from, to), ids);
  }

  private static int set(int hash) {
    // The upper bits of the product depend on all bits of the hash.
    return ((hash * 0x9E3779B9) >>> 17) & -WAYS;
  }

  private static final class Entry {
    final int hash;
    final char[] word;
    final int[] ids;

    Entry(int hash, char[] word, int[] ids) {
      this.hash = hash;
      this.word = word;
      this.ids = ids;
    }
  }
}
