package io.github.meshclassifier.internal.family;

import org.jspecify.annotations.Nullable;

/**
 * What a family of models calls its sizes in {@code config.json}, and what it takes where the file
 * is silent, as the configuration classes of Hugging Face's transformers say.
 *
 * @param layers the key of the number of layers
 * @param heads the key of the number of attention heads
 * @param hiddenSize the key of the width of the hidden states
 * @param intermediateSize the key of the width of the feed-forward layers
 * @param activation the key of the feed-forward activation
 * @param layerNormEpsilon what is added to the variance in layer normalization
 * @param hiddenDropout the dropout of hidden states
 * @param attentionDropout the dropout of attention weights
 * @param classifierDropout the dropout before the classifier
 * @param padTokenIdAbsent the padding token where the file names none
 */
public record ConfigKeys(
    String layers,
    String heads,
    String hiddenSize,
    String intermediateSize,
    String activation,
    Value layerNormEpsilon,
    Value hiddenDropout,
    Value attentionDropout,
    Value classifierDropout,
    int padTokenIdAbsent) {
  /**
   * A number from 0 to 1.
   *
   * @param key its key, null if it is no setting of the family
   * @param absent what it is where the file has none; null, before a classifier, for the dropout of
   *     hidden states
   */
  public record Value(@Nullable String key, @Nullable Double absent) {}
}
