package io.github.meshclassifier.article;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The year in a date as journals print it. */
final class PublicationYear {
  private static final Pattern YEAR = Pattern.compile("(?<![0-9])[0-9]{4}(?![0-9])");

  private PublicationYear() {}

  /**
   * Finds the first run of exactly four digits: 1998 in {@code "1998 Dec-1999 Jan"}.
   *
   * @return the year, empty if the text has none
   */
  static OptionalInt in(String text) {
    Matcher year = YEAR.matcher(text);
    return year.find() ? OptionalInt.of(Integer.parseInt(year.group())) : OptionalInt.empty();
  }
}
