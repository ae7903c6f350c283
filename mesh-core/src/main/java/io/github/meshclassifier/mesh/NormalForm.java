package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.unicode.CompatibilityForm;
import io.github.meshclassifier.internal.unicode.LetterCase;

/**
 * The form under which two spellings of a term are the same: lower case, accents and apostrophes
 * dropped, every run of other punctuation and white space one space.
 */
final class NormalForm {
  private NormalForm() {}

  /** Returns the normal form, empty if the term has no letter and no digit. */
  static String of(String term) {
    String text = LetterCase.isAscii(term) ? term : fold(term);
    StringBuilder form = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isWord(c)) {
        if (gap && form.length() > 0) {
          form.append(' ');
        }
        gap = false;
        form.append(lower(c));
      } else {
        gap |= !isDropped(c);
      }
    }
    return form.toString();
  }

  /**
   * Returns the hash code of the form of a term whose part before {@code start} is moved to its
   * end; for ASCII it makes no string.
   */
  static int hash(String term, int start) {
    int length = term.length();
    int hash = 0;
    boolean gap = false;
    boolean begun = false;
    for (int k = 0; k < length; k++) {
      int i = start + k < length ? start + k : start + k - length;
      char c = term.charAt(i);
      if (c >= 0x80) {
        return of(term.substring(start) + ' ' + term.substring(0, start)).hashCode();
      }
      gap |= i == 0;
      if (isWord(c)) {
        if (gap && begun) {
          hash = 31 * hash + ' ';
        }
        gap = false;
        begun = true;
        hash = 31 * hash + lower(c);
      } else {
        gap |= !isDropped(c);
      }
    }
    return hash;
  }

  private static boolean isWord(char c) {
    return c < 0x80
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        : Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  private static boolean isDropped(char c) {
    return c == '\'' || c == '\u2019' || c == '\u02bc' || isMark(c);
  }

  private static boolean isMark(char c) {
    return c >= 0x80 && Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** Splits accents off their letters, so that they can be dropped, and folds the case. */
  private static String fold(String term) {
    return LetterCase.lower(CompatibilityForm.decomposed(term));
  }
}
