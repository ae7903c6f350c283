package io.github.meshclassifier.internal.tokenizer;

import java.util.List;

/**
 * A text as the model reads it: one token sequence, or one for each window of a long text.
 *
 * @param sequences token ids with special tokens, each no more than the encoder's limit; at least
 *     one
 * @param tokenCount the tokens of the whole text with special tokens, before truncation
 * @param truncated whether the end of the text is in no sequence
 */
public record EncodedText(List<int[]> sequences, int tokenCount, boolean truncated) {
  /**
   * Makes a text of one sequence.
   *
   * @param tokenCount the tokens of the whole text; more than the ids if its end was cut
   */
  public EncodedText(int[] ids, int tokenCount) {
    this(List.of(ids), tokenCount, tokenCount > ids.length);
  }

  /**
   * Returns the first sequence, which is the only one unless the text was split into windows: its
   * token ids, not a copy.
   */
  public int[] ids() {
    return sequences.get(0);
  }
}
