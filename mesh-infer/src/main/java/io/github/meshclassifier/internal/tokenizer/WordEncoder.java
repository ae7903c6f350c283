package io.github.meshclassifier.internal.tokenizer;

/**
 * Cuts texts into tokens as one kind of tokenizer does, without special tokens.
 *
 * <p>Implementations are thread-safe.
 */
interface WordEncoder {
  /**
   * Encodes a text that holds no added token.
   *
   * @param text any text; unpaired surrogates count as U+FFFD
   * @return false if it holds something that only the library knows; the ids are then not used
   */
  boolean encode(String text, IdBuffer ids);
}
