package io.github.meshclassifier.internal.tokenizer;

import java.io.Serial;

/**
 * A tokenizer.json holds something that only the library knows. It is not an error: the message
 * says what it is, and the library is used instead.
 */
final class UnknownPartException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnknownPartException(String message) {
    super(message, null, false, false);
  }
}
