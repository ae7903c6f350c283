package io.github.meshclassifier.internal.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that lies in a storage, perhaps with gaps, in another order, or repeated.
 *
 * @param offset the first element
 * @param sizes its dimensions, outermost first
 * @param strides how far apart the elements of each dimension are
 */
record TensorView(TorchGlobals.Storage storage, long offset, List<Long> sizes, List<Long> strides) {
  TensorView {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
  }

  /**
   * Describes a tensor, if it lies inside the first elements of its storage.
   *
   * @param within how many elements of the storage it may use
   */
  static @Nullable TensorView of(
      TorchGlobals.Storage storage,
      long offset,
      List<Long> sizes,
      List<Long> strides,
      long within) {
    if (offset < 0 || sizes.size() != strides.size()) {
      return null;
    }
    try {
      long elements = 1;
      long last = offset;
      for (int i = 0; i < sizes.size(); i++) {
        elements = Math.multiplyExact(elements, sizes.get(i));
      }
      Math.multiplyExact(elements, (long) Double.BYTES);
      for (int i = 0; elements > 0 && i < sizes.size(); i++) {
        last = Math.addExact(last, Math.multiplyExact(sizes.get(i) - 1, strides.get(i)));
      }
      if (elements > 0 && last >= within) {
        return null;
      }
    } catch (ArithmeticException e) {
      return null;
    }
    return new TensorView(storage, offset, sizes, strides);
  }

  TensorView movedBy(long elements) {
    return elements == 0 ? this : new TensorView(storage, offset + elements, sizes, strides);
  }

  /** Tells whether the elements below a dimension lie side by side in their usual order. */
  boolean isContiguousFrom(int dimension) {
    long expected = 1;
    for (int i = sizes.size() - 1; i >= dimension; i--) {
      if (sizes.get(i) != 1 && strides.get(i) != expected) {
        return false;
      }
      expected *= sizes.get(i);
    }
    return true;
  }
}
