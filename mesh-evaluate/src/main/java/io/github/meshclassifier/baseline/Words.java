package io.github.meshclassifier.baseline;

import io.github.meshclassifier.internal.unicode.LetterCase;
import java.util.function.Consumer;

/** The words of a text: longest runs of letters and digits, in lower case. */
final class Words {
  private static final int MIN_LENGTH = 2;

  private Words() {}

  /** Finds the words of at least two characters, in the order of the text. */
  static void forEach(String text, Consumer<String> words) {
    String lower = LetterCase.lower(text);
    int start = -1;
    int length = 0;
    int i = 0;
    while (i < lower.length()) {
      int character = lower.codePointAt(i);
      if (Character.isLetterOrDigit(character)) {
        start = length == 0 ? i : start;
        length++;
      } else {
        if (length >= MIN_LENGTH) {
          words.accept(lower.substring(start, i));
        }
        length = 0;
      }
      i += Character.charCount(character);
    }
    if (length >= MIN_LENGTH) {
      words.accept(lower.substring(start));
    }
  }
}
