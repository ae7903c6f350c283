package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.unicode.CompatibilityForm;
import io.github.meshclassifier.internal.unicode.LetterCase;

/**
 * The form of a text under which copies of it are equal, as {@link
 * Dataset.DuplicateGroup.MatchedBy#TEXT} says.
 */
final class NormalizedText {
  private NormalizedText() {}

  static String of(Article article) {
    return of(article.title() + ' ' + article.abstractText());
  }

  /** Returns the normal form, empty if the text has no letter and no digit. */
  static String of(String text) {
    String folded = LetterCase.isAscii(text) ? text : fold(text);
    StringBuilder form = new StringBuilder(folded.length());
    boolean gap = false;
    int i = 0;
    while (i < folded.length()) {
      int c = folded.codePointAt(i);
      i += Character.charCount(c);
      if (isWord(c)) {
        if (gap && form.length() > 0) {
          form.append(' ');
        }
        gap = false;
        form.appendCodePoint(c < 0x80 ? lower(c) : c);
      } else {
        gap = true;
      }
    }
    return form.toString();
  }

  /**
   * Drops format characters, which could stand between a letter and its accent. Folds the case by
   * converting to upper case, in which "ss" equals sharp s and both small sigmas are one; to lower
   * case before, since capital sharp s has no other upper case. Composes before and after, since
   * folding can undo it.
   */
  private static String fold(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(visible::appendCodePoint);
    String upper = LetterCase.upper(LetterCase.lower(CompatibilityForm.composed(visible)));
    return CompatibilityForm.composed(LetterCase.lower(upper));
  }

  private static boolean isWord(int c) {
    if (Character.isLetterOrDigit(c)) {
      return true;
    }
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }
}
