package io.github.meshclassifier.internal.family;

import org.jspecify.annotations.Nullable;

/**
 * What a family of models calls its sizes in {@code config.json}, and what it takes where the file
 * is silent, as the configuration classes of Hugging Face's transformers say.
 *
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
