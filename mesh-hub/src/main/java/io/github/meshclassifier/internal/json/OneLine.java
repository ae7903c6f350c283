package io.github.meshclassifier.internal.json;

/**
 * Makes text of unknown origin fit for a message on one line: a control character, an invisible
 * mark, a line separator or half a surrogate pair becomes a question mark. The same as mesh-core's,
 * on which this module does not depend.
 */
public final class OneLine {
  private OneLine() {}

  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(c -> isShown(c) ? c : '?').forEach(line::appendCodePoint);
    return line.toString();
  }

  /**
   * Returns the message of a problem with what is known of it.
   *
   * @param location where it is
   * @param remedy sentences with their full stops; empty, as the two before, if there is none
   */
  public static String message(
      String problem, String location, String expected, String found, String remedy) {
    return of(
        problem
            + (expected.isEmpty() ? "" : ", expected " + expected)
            + (found.isEmpty() ? "" : ", found " + found)
            + " ("
            + location
            + ")"
            + (remedy.isEmpty() ? "" : ". " + remedy));
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
