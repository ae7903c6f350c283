package io.github.meshclassifier.internal.unicode;

import java.util.Locale;

/**
 * Upper and lower case, in no language.
 *
 * <p>Thread-safe; has no state.
 */
public final class LetterCase {
  private static final int SIGMA = 0x3C3;
  private static final int FINAL_SIGMA = 0x3C2;

  /** {@link String#toUpperCase} copies its result for each letter that becomes two. */
  private static final int PIECE = 256;

  private LetterCase() {}

  /** Returns whether a text needs no folding but that of the letters A to Z. */
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the lower case of each character by itself. Both small sigmas are one, as is the
   * capital.
   */
  public static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int small = Character.toLowerCase(c);
      lower.appendCodePoint(small == FINAL_SIGMA ? SIGMA : small);
    }
    return lower.toString();
  }

  /**
   * Returns the upper case, in which a letter may become two, as {@link String#toUpperCase} gives
   * it for {@link Locale#ROOT}.
   */
  public static String upper(String text) {
    StringBuilder upper = new StringBuilder(text.length());
    for (int start = 0; start < text.length(); ) {
      int end = Math.min(start + PIECE, text.length());
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end--;
      }
      upper.append(text.substring(start, end).toUpperCase(Locale.ROOT));
      start = end;
    }
    return upper.toString();
  }
}
