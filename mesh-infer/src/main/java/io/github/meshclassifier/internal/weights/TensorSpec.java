package io.github.meshclassifier.internal.weights;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * The name, element type and shape of a tensor.
 *
 * @param shape its dimensions, outermost first; none for a single number
 */
public record TensorSpec(String name, TensorType type, List<Long> shape) {
  /**
   * Copies the shape and checks it; throws IllegalArgumentException if the name is empty or
   * reserved, a dimension is negative, or the tensor has more than {@link Long#MAX_VALUE} bytes.
   */
  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
    if (name.isEmpty() || name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("not a name for a tensor: '" + name + "'");
    }
    try {
      long size = type.bytes();
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new IllegalArgumentException(
              "dimensions of " + name + " must not be negative, was " + shape);
        }
        size = Math.multiplyExact(size, dimension);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("tensor " + name + " is too large: " + shape, e);
    }
  }

  public static TensorSpec of(String name, TensorType type, long... shape) {
    return new TensorSpec(name, type, LongStream.of(shape).boxed().toList());
  }

  /** Returns the number of elements: the product of the dimensions, 1 for a single number. */
  public long elements() {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }

  public long bytes() {
    return elements() * type.bytes();
  }
}
