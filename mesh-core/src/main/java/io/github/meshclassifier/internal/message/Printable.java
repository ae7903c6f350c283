package io.github.meshclassifier.internal.message;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Makes text of unknown origin fit for a message, so that nobody who writes an input can write a
 * line of a log, colour a terminal, or turn the direction of what stands around: every control
 * character, every invisible mark of formatting or direction, every line or paragraph separator and
 * every half of a surrogate pair becomes a question mark.
 *
 * <p>Thread-safe; has no state.
 */
public final class Printable {
  private static final int LIMIT = 40;

  private Printable() {}

  /** Returns a text of any length on one line, with replacements. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(line::appendCodePoint);
    return line.toString();
  }

  static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Returns at most 40 characters of a text with replacements, and three dots if it has more. */
  public static String clip(CharSequence text) {
    if (text.length() <= LIMIT) {
      return line(text.toString());
    }
    int end = Character.isHighSurrogate(text.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT;
    return line(text.subSequence(0, end).toString()) + "...";
  }

  /** Returns what {@link #clip} returns, in single quotes. */
  public static String quote(CharSequence text) {
    return "'" + clip(text) + "'";
  }

  /** Returns what {@link #clip} returns of each text, in brackets, with commas between them. */
  public static String list(Collection<String> texts) {
    return texts.stream().map(Printable::clip).collect(Collectors.joining(", ", "[", "]"));
  }
}
