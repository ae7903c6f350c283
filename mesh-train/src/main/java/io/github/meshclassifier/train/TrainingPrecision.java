package io.github.meshclassifier.train;

import ai.djl.Device;
import io.github.meshclassifier.internal.engine.NativePrecision;

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
  BF16,
  /**
   * Recommended: {@link #BF16} where the hardware has it, {@link #FP32} otherwise. A processor has
   * it if Linux lists {@code avx512_bf16} or {@code amx_bf16} among its flags; a GPU has it from
   * compute capability 8.0.
   */
  AUTO;

  /** Tells whether a run on the device computes in bfloat16. */
  boolean isBfloat16(Device device) {
    return switch (this) {
      case FP32 -> false;
      case BF16 -> true;
      case AUTO -> NativePrecision.hasBfloat16(device);
    };
  }
}
