package io.github.meshclassifier.internal.json;

/**
 * Makes text of unknown origin fit for a message on one line: a control character, an invisible
 * mark, a line separator or half a surrogate pair becomes a question mark. The same as mesh-core's,
 * on which this module does not depend.
 *
 * <p>Thread-safe; has no state.
 */
public final class OneLine {
  private OneLine() {}

  /** Returns a text on one line. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(c -> isShown(c) ? c : '?').forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isShown(int codePoint) {
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
}
