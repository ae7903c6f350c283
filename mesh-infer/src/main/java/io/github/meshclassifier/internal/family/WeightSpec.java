package io.github.meshclassifier.internal.family;

import java.util.List;

/**
 * A weight that a program reads.
 *
 * @param role what the tensor is, which decides how it starts when a checkpoint lacks it and
 *     whether it decays
 * @param part where it belongs, which decides whether a pretrained checkpoint may lack it
 * @param height 0 in the embeddings, 1 in the bottom layer and so on, the largest number on top of
 *     all layers
 */
public record WeightSpec(String name, List<Long> shape, Role role, Part part, int height) {
  /** The height of what is on top of all layers. */
  public static final int TOP = Integer.MAX_VALUE;

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

  /** The parts of a model; all but the encoder can start afresh, each as a whole. */
  public enum Part {
    /** Embeddings and layers, without which there is nothing to fine-tune. */
    ENCODER,
    /** What BERT's pre-training puts on the first token; some checkpoints leave it out. */
    POOLER,
    /** What is trained for the labels. */
    HEAD
  }

  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Returns whether weight decay applies: to matrices, and to no bias and no layer normalization.
   */
  public boolean decays() {
    return role == Role.WEIGHT;
  }
}
