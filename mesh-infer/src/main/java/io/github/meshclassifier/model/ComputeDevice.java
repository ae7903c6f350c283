package io.github.meshclassifier.model;

/**
 * Where a model computes.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kind the kind of device
 * @param index which of its kind, from 0
 */
public record ComputeDevice(Kind kind, int index) {
  /** A kind of device. */
  public enum Kind {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU; needs PyTorch's CUDA library instead of the CPU one. */
    GPU
  }

  /**
   * Checks the index.
   *
   * @param kind the kind of device
   * @param index which of its kind, from 0; 0 for the processor
   * @throws IllegalArgumentException if the index is negative, or not 0 for the processor
   */
  public ComputeDevice {
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new IllegalArgumentException("a " + kind + " has no index " + index);
    }
  }

  /**
   * Returns the processor.
   *
   * @return the device
   */
  public static ComputeDevice cpu() {
    return new ComputeDevice(Kind.CPU, 0);
  }

  /**
   * Returns a GPU.
   *
   * @param index which one, from 0
   * @return the device
   * @throws IllegalArgumentException if the index is negative
   */
  public static ComputeDevice gpu(int index) {
    return new ComputeDevice(Kind.GPU, index);
  }

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "gpu:" + index;
  }
}
