package io.github.meshclassifier.internal.family;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What follows the first product of the feed-forward layers. */
public enum Activation {
  /** GELU as it is defined, with the error function. */
  GELU,
  /** GELU approximated with the hyperbolic tangent. */
  GELU_TANH,
  /** The positive part. */
  RELU,
  /** The product with the sigmoid. */
  SILU;

  /** By transformers' names, of which several mean the same up to rounding. */
  private static final Map<String, Activation> BY_NAME =
      new TreeMap<>(
          Map.of(
              "gelu", GELU,
              "gelu_python", GELU,
              "gelu_new", GELU_TANH,
              "gelu_pytorch_tanh", GELU_TANH,
              "gelu_python_tanh", GELU_TANH,
              "gelu_accurate", GELU_TANH,
              "gelu_fast", GELU_TANH,
              "relu", RELU,
              "silu", SILU,
              "swish", SILU));

  static Optional<Activation> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** What transformers calls those that are computed, sorted. */
  static Set<String> names() {
    return BY_NAME.keySet();
  }
}
