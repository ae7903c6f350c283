package io.github.meshclassifier.internal.family;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * @param hiddenDropout the key of the dropout of hidden states
 * @param attentionDropout the key of the dropout of attention weights
 * @param classifierDropout the key of the dropout before the classifier
 * @param classifierDropoutAbsent its value where the file has none; null for the hidden one
 * @param padTokenIdAbsent the padding token where the file names none
 */
record ConfigKeys(
    String layers,
    String heads,
    String hiddenSize,
    String intermediateSize,
    String activation,
    String hiddenDropout,
    String attentionDropout,
    String classifierDropout,
    @Nullable Double classifierDropoutAbsent,
    int padTokenIdAbsent) {
  private static final Map<String, ConfigKeys> BY_MODEL_TYPE =
      new TreeMap<>(
          Map.of(
              "bert", likeBert(0),
              "electra", likeBert(0),
              "roberta", likeBert(1),
              "distilbert",
                  new ConfigKeys(
                      "n_layers",
                      "n_heads",
                      "dim",
                      "hidden_dim",
                      "activation",
                      "dropout",
                      "attention_dropout",
                      "seq_classif_dropout",
                      0.2,
                      0),
              "xlnet",
                  new ConfigKeys(
                      "n_layer",
                      "n_head",
                      "d_model",
                      "d_inner",
                      "ff_activation",
                      "dropout",
                      "dropout",
                      "summary_last_dropout",
                      0.1,
                      5)));

  private static ConfigKeys likeBert(int padTokenIdAbsent) {
    return new ConfigKeys(
        "num_hidden_layers",
        "num_attention_heads",
        "hidden_size",
        "intermediate_size",
        "hidden_act",
        "hidden_dropout_prob",
        "attention_probs_dropout_prob",
        "classifier_dropout",
        null,
        padTokenIdAbsent);
  }

  /** Returns the keys of a family, or null if this library does not know it. */
  static @Nullable ConfigKeys of(String modelType) {
    return BY_MODEL_TYPE.get(modelType);
  }

  /** The values of {@code model_type} that are known, sorted. */
  static Set<String> modelTypes() {
    return new TreeSet<>(BY_MODEL_TYPE.keySet());
  }
}
