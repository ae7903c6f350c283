package io.github.meshclassifier.internal.backbone;

import java.util.List;

/**
 * A weight that a program reads.
 *
 * @param name the Hugging Face name
 * @param shape the sizes of its dimensions
 * @param role what the tensor is, which decides how it starts when a checkpoint lacks it and
 *     whether it decays
 * @param head whether it belongs to the classification head, which a pretrained checkpoint may lack
 */
public record WeightSpec(String name, List<Long> shape, Role role, boolean head) {
  /** Copies the shape. */
  public WeightSpec {
    shape = List.copyOf(shape);
  }

  /** What a tensor is in its layer. */
  public enum Role {
    /** A matrix of a linear layer or an embedding table. */
    WEIGHT,
    /** An additive bias. */
    BIAS,
    /** The scale of a layer normalization. */
    NORM_SCALE,
    /** The shift of a layer normalization. */
    NORM_SHIFT
  }

  /**
   * Returns the shape as an array.
   *
   * @return a new array
   */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Returns whether weight decay applies: to matrices, and to no bias and no layer normalization.
   *
   * @return true for matrices
   */
  public boolean decays() {
    return role == Role.WEIGHT;
  }
}
