package io.github.meshclassifier.model;

/**
 * The number format in which the layers of a model are computed; its heads are float32 in any.
 *
 * <p>A processor has a format if Linux lists one of its flags and the environment variable {@code
 * ONEDNN_MAX_CPU_ISA}, where it is set, lets oneDNN use it.
 *
 * <p>What each changes was measured with the bundled model on 1,000 PubMed abstracts; the
 * probabilities are those of 14 labels, a decision is whether one is above its threshold. {@code
 * PrecisionDrift} of the benchmarks repeats it, for any model.
 *
 * <p>What each gains depends on the size of the model, here measured on two idle cores of an x86-64
 * processor that has them all. With the bundled model, 6 layers of 384, {@link #FP32} labels 23 to
 * 42 abstracts a second, {@link #BF16} 35 to 66, and {@link #INT8} 26 to 32; at BERT-base's size,
 * 12 layers of 768, bfloat16 is 1.9 times as fast as float32, and int8 2.0 times. {@code
 * PrecisionSpeed} of the benchmarks repeats it.
 */
public enum Precision {
  /** 32-bit floats: equal to the reference to 1e-5, on any device. The default. */
  FP32,
  /**
   * 16-bit brain floats, for processors and GPUs that have them: Linux lists {@code avx512_bf16} or
   * {@code amx_bf16} among the flags of such a processor, a GPU has them from compute capability
   * 8.0. Largest difference of a probability from float32's 0.0091, mean 0.0004; all of 14,000
   * decisions agree.
   */
  BF16,
  /**
   * 8-bit integers, for x86-64 processors that multiply them by themselves: Linux lists {@code
   * avx512_vnni}, {@code avx_vnni} or {@code amx_int8} among the flags. Weights have a scale for
   * each output, and what they multiply has one for each token, so a score does not depend on what
   * shares its batch. Attention is computed in bfloat16 where the processor has it, as for {@link
   * #BF16}, and in float32 elsewhere. Largest difference 0.036, mean 0.0024; 99.85 % of 14,000
   * decisions agree, measured with attention in bfloat16.
   */
  INT8,
  /** {@link #BF16} where the processor or GPU has it, {@link #FP32} elsewhere. */
  AUTO
}
