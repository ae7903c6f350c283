package io.github.meshclassifier.baseline;

import java.util.Arrays;

/**
 * Numbers distinct keys from 0 on, in the order they are added: a hash table of longs without
 * objects.
 *
 * <p>Not thread-safe while keys are added.
 */
final class LongIndex {
  private static final int FREE = -1;

  private long[] keys = new long[16];
  private int[] slots = new int[32];
  private int size;

  LongIndex() {
    Arrays.fill(slots, FREE);
  }

  int size() {
    return size;
  }

  long key(int index) {
    return keys[index];
  }

  /** Returns the number of a key, -1 if it was not added. */
  int find(long key) {
    return slots[slot(key)];
  }

  /** Returns the number of a key, the next one if it is new. */
  int add(long key) {
    int slot = slot(key);
    if (slots[slot] != FREE) {
      return slots[slot];
    }
    if (size == keys.length) {
      grow();
      slot = slot(key);
    }
    keys[size] = key;
    slots[slot] = size;
    return size++;
  }

  /** Returns the slot that holds a key or has to; half of the slots are always free. */
  private int slot(long key) {
    // Fibonacci hashing takes the upper bits of a product, into which all bits of the key go.
    long hash = (key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> (1 + Long.numberOfLeadingZeros(slots.length)));
    while (slots[slot] != FREE && keys[slots[slot]] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
    slots = new int[Math.multiplyExact(slots.length, 2)];
    Arrays.fill(slots, FREE);
    for (int i = 0; i < size; i++) {
      slots[slot(keys[i])] = i;
    }
  }
}
