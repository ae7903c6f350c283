package io.github.meshclassifier.benchmarks;

/** A classifier as one of the programs compared runs it. */
interface LogitsModel extends AutoCloseable {
  /** Computes the logits of a batch, by text and label. */
  float[][] logits(TokenBatch batch);

  @Override
  void close();
}
