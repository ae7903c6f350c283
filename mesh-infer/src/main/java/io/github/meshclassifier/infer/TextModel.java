package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import java.util.List;

/**
 * The part of a classifier that may need native code: text becomes tokens, and tokens become
 * logits. Thread-safe; {@link #close} must not overlap another call.
 */
interface TextModel extends AutoCloseable {
  /**
   * Encodes a text, by the rule for those that are too long; throws IllegalArgumentException if it
   * is too long and such texts are refused.
   */
  EncodedText encode(String text);

  /** Computes a batch. */
  float[][] logits(List<int[]> sequences);

  boolean isPadded();

  @Override
  void close();
}
