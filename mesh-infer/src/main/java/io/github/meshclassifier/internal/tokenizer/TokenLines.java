package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.model.ModelLoadException;

/** Reads a file that has tokens in each line, such as {@code vocab.txt}. */
final class TokenLines {
  private static final int FILE_LIMIT = 64 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TokenLines() {}

  /**
   * Returns the text of a file. A byte order mark would be part of the first token, which is then
   * not found in any text.
   *
   * @throws ModelLoadException if it is missing, too large, not UTF-8, or begins with such a mark
   */
  static String read(ModelFiles files, String name) throws ModelLoadException {
    String location = files.location(name);
    String text = ModelJson.decode(files.readAll(name, FILE_LIMIT), name, location);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      throw ModelLoadException.in(location, name + " begins with a byte order mark")
          .expected("UTF-8 without one")
          .remedy("Save it as UTF-8 without a byte order mark.")
          .build();
    }
    return text;
  }
}
