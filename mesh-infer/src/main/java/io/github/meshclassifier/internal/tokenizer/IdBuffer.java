package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;

/** Token ids in the order they come. Not thread-safe; one per text. */
final class IdBuffer {
  private int[] ids;
  private int size;

  IdBuffer(int capacity) {
    ids = new int[capacity];
  }

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size + 1);
    }
    ids[size++] = id;
  }

  void add(int[] more) {
    int end = size + more.length;
    if (end > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(2 * size, end));
    }
    // Most words are a few tokens: a loop is quicker than a call that copies.
    for (int id : more) {
      ids[size++] = id;
    }
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
