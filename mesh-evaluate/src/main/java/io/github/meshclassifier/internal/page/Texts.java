package io.github.meshclassifier.internal.page;

import io.github.meshclassifier.internal.chart.Svg;

/** Escapes and shortens texts for where they are shown. */
final class Texts {
  private static final int LINE = 96;

  private Texts() {}

  /**
   * Makes one line of a text: control characters become blanks; marks of direction and halves of
   * surrogate pairs become U+FFFD.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : visible(c)));
    return clean.toString();
  }

  private static int visible(int c) {
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean breaks = c == 0x2028 || c == 0x2029;
    return turns || half ? 0xFFFD : breaks ? ' ' : c;
  }

  /** Returns a text that GitHub's Markdown shows as it is, also in the cell of a table. */
  static String markdown(String text) {
    return Svg.escape(clean(text)).replaceAll("([\\\\`*_|\\[\\]#~])", "\\\\$1");
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Breaks a text into lines at its blanks. */
  static String wrap(String text) {
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : clean(text).strip().split(" +", -1)) {
      if (column > 0 && column + 1 + length(word) > LINE) {
        wrapped.append('\n');
        column = 0;
      } else if (column > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += length(word);
    }
    return wrapped.append('\n').toString();
  }
}
