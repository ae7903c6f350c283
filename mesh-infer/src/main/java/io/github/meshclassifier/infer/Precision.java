package io.github.meshclassifier.infer;

/**
 * The number format in which the layers of a model are computed; its heads are float32 in any.
 *
 * <p>What each changes was measured with the bundled model on 1,000 PubMed abstracts; the
 * probabilities are those of 14 labels, a decision is whether one is above its threshold. {@code
 * PrecisionDrift} of the benchmarks repeats it, for any model.
 */
public enum Precision {
  /** 32-bit floats: equal to the reference to 1e-5, on any device. The default. */
  FP32,
  /**
   * 16-bit brain floats, for processors and GPUs that have them: Linux lists {@code avx512_bf16} or
   * {@code amx_bf16} among the flags of such a processor, a GPU has them from compute capability
   * 8.0.
   */
  BF16,
  /**
   * 8-bit integers, for x86-64 processors that multiply them by themselves: Linux lists {@code
   * avx512_vnni}, {@code avx_vnni} or {@code amx_int8} among the flags. Weights have a scale for
   * each output; what they multiply is rounded with one scale for the batch, so a score depends a
   * little on what shares its batch. Attention is computed in bfloat16.
   */
  INT8,
  /** {@link #BF16} where the processor or GPU has it, {@link #FP32} elsewhere. */
  AUTO
}
