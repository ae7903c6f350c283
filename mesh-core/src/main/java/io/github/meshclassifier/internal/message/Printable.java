package io.github.meshclassifier.internal.message;

/**
 * Text of unknown origin, made fit for a message: short, on one line, and without characters that
 * act on a terminal or change the order of what is read.
 *
 * <p>Thread-safe; it has no state.
 */
public final class Printable {
  private static final int MAX_CHARS = 40;

  private Printable() {}

  /**
   * Returns the beginning of a text. Control characters, line and paragraph separators, invisible
   * format characters such as bidirectional marks, and halves of surrogate pairs become question
   * marks.
   *
   * @param text any text
   * @return at most 40 characters of it, with {@code "..."} after them if there are more
   */
  public static String clip(CharSequence text) {
    boolean whole = text.length() <= MAX_CHARS;
    int end = whole ? text.length() : MAX_CHARS;
    if (!whole && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
      end--;
    }
    StringBuilder printable = new StringBuilder(end + 3);
    text.subSequence(0, end)
        .codePoints()
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(printable::appendCodePoint);
    return printable.append(whole ? "" : "...").toString();
  }

  /**
   * Returns the beginning of a text, as {@link #clip} does, in single quotes.
   *
   * @param text any text
   * @return the quoted beginning
   */
  public static String quote(CharSequence text) {
    return "'" + clip(text) + "'";
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
