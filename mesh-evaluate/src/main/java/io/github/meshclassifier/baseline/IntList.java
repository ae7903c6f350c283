package io.github.meshclassifier.baseline;

import java.util.Arrays;

/** A growing list of ints. Not thread-safe; one per thread. */
final class IntList {
  private int[] values = new int[256];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
