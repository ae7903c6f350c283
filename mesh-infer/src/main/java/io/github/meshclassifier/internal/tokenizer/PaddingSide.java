package io.github.meshclassifier.internal.tokenizer;

/** The side on which short sequences of a batch are filled up. */
public enum PaddingSide {
  LEFT,
  RIGHT
}
