package io.github.meshclassifier.article;

import java.util.OptionalInt;

/** The year in a date as journals print it. */
final class PublicationYear {
  private static final int DIGITS = 4;

  private PublicationYear() {}

  /**
   * Finds the first run of exactly four digits: 1998 in {@code "1998 Dec-1999 Jan"}.
   *
   * @return the year, empty if the text has none
   */
  static OptionalInt in(String text) {
    int run = 0;
    int value = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (c >= '0' && c <= '9') {
        value = run < DIGITS ? value * 10 + (c - '0') : value;
        run++;
      } else {
        if (run == DIGITS) {
          return OptionalInt.of(value);
        }
        run = 0;
        value = 0;
      }
    }
    return OptionalInt.empty();
  }
}
