package io.github.meshclassifier.infer;

import java.util.List;

/**
 * A text as the model reads it: one token sequence, or one for each window.
 *
 * @param sequences token ids with special tokens, each within the model's limit; at least one
 * @param tokenCount the tokens of the whole text with special tokens
 * @param truncated whether the end of the text is in no sequence
 */
record DocumentTokens(List<int[]> sequences, int tokenCount, boolean truncated) {}
