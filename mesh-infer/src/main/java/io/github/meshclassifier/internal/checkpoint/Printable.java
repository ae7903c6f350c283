package io.github.meshclassifier.internal.checkpoint;

/** Text of unknown origin, made fit for a message. Has no state. */
final class Printable {
  private static final int LIMIT = 40;

  private Printable() {}

  /** Returns at most 40 characters, none of them a control character. */
  static String clip(String text) {
    String shown = text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "...";
    StringBuilder printable = new StringBuilder(shown.length());
    shown
        .codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
