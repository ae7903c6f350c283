package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.model.InferenceException;
import java.util.List;

/**
 * The part of a classifier that may need native code: text becomes tokens, and tokens become
 * logits.
 *
 * <p>Thread-safe; {@link #close} must not overlap another call.
 */
interface TextModel extends AutoCloseable {
  /**
   * Encodes a text, by the rule for those that are too long.
   *
   * @throws IllegalArgumentException if it is too long and such texts are refused
   * @throws InferenceException if the tokenizer fails
   */
  EncodedText encode(String text);

  /**
   * Computes a batch.
   *
   * @param sequences token ids
   * @return logits by sequence
   */
  float[][] logits(List<int[]> sequences);

  /** Returns whether the sequences of a batch are padded to the longest. */
  boolean isPadded();

  @Override
  void close();
}
