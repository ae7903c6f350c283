package io.github.meshclassifier.mesh;

/** Quotes a little of a file in an error message. */
final class Excerpt {
  private static final int MAX_CHARS = 40;

  private Excerpt() {}

  /** Returns the text in quotes, cut to 40 characters, control characters replaced. */
  static String quote(String text) {
    String shown = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS - 3) + "...";
    StringBuilder quoted = new StringBuilder(shown.length() + 2).append('\'');
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      quoted.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return quoted.append('\'').toString();
  }
}
