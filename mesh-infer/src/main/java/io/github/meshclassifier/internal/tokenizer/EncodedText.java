package io.github.meshclassifier.internal.tokenizer;

/**
 * A text as the model reads it.
 *
 * @param ids token ids with special tokens, no more than the encoder's limit
 * @param tokenCount the tokens of the whole text with special tokens, before truncation
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the batch, never compared
public record EncodedText(int[] ids, int tokenCount) {
  /**
   * Returns whether the text was longer than the model reads.
   *
   * @return true if tokens were left out
   */
  public boolean truncated() {
    return tokenCount > ids.length;
  }
}
