package io.github.meshclassifier.train;

/**
 * The number format of matrix products and attention in training; weights, gradients and optimizer
 * are float32.
 */
public enum TrainingPrecision {
  /** 32-bit floats throughout: exact to the reference, and slower. */
  FP32,
  /**
   * 16-bit brain floats: about twice as fast where the processor or GPU has them, at equal quality.
   */
  BF16
}
