package io.github.meshclassifier.infer;

import io.github.meshclassifier.model.ComputeDevice;

/**
 * How texts wait and share batches.
 *
 * @param tokensPerBatch the most tokens of a batch, padding included
 * @param queueCapacity how many texts may wait for {@code predictAsync} to take one more
 */
record ScoringOptions(int tokensPerBatch, int queueCapacity) {
  /**
   * Enough to keep a processor busy, and few enough to fit its caches and to keep waiting times
   * short.
   */
  static final int CPU_TOKENS_PER_BATCH = 2048;

  /** A GPU needs more at once to be busy. */
  static final int GPU_TOKENS_PER_BATCH = 32_768;

  static final int DEFAULT_QUEUE_CAPACITY = 1024;

  static int tokensPerBatch(ComputeDevice device) {
    return device.equals(ComputeDevice.cpu()) ? CPU_TOKENS_PER_BATCH : GPU_TOKENS_PER_BATCH;
  }
}
