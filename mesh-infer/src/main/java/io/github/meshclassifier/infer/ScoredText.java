package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import java.util.List;

/**
 * A text with the logits of its sequences.
 *
 * @param logits for each sequence, for each label
 */
record ScoredText(EncodedText text, List<float[]> logits) {}
