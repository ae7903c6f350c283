package io.github.meshclassifier.internal.json;

import java.io.IOException;

/**
 * Text that is not the JSON it should be. The message is a clause such as {@code is not valid
 * UTF-8}, to follow the name of the file.
 */
public final class JsonFormatException extends IOException {
  private static final long serialVersionUID = 1;

  JsonFormatException(String problem) {
    super(OneLine.of(problem));
  }
}
