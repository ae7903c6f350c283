package io.github.meshclassifier.internal.tokenizer;

import java.io.Serial;

/**
 * A tokenizer.json holds something that only the library knows. No error: the message says what,
 * and the library does the work.
 */
final class UnknownPartException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnknownPartException(String message) {
    super(message, null, false, false);
  }
}
