package io.github.meshclassifier.internal.unicode;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The normalization forms NFKC and NFKD of <a href="https://www.unicode.org/reports/tr15/">Unicode
 * Standard Annex 15</a>, as {@link Normalizer} has them.
 *
 * <p>{@code Normalizer} puts combining marks in order by inserting one after the other. Here a run
 * of more marks than any real text has is first put in order, by counting. The text is then
 * canonically equivalent, so the result is the same.
 *
 * <p>Thread-safe; has no state.
 */
public final class CompatibilityForm {
  /** No real text has more marks in a row, by section 13 of the annex. */
  private static final int MAX_MARKS = 30;

  /** Below it no character is a mark. */
  private static final int FIRST_MARK = 0x300;

  /** Their compatibility decompositions are marks, although they are letters. */
  private static final int HALFWIDTH_VOICED_MARK = 0xFF9E;

  private static final int HALFWIDTH_SEMI_VOICED_MARK = 0xFF9F;

  /**
   * One mark of each canonical combining class, in ascending order: 1, 6 to 28, 30 to 36, 84, 91,
   * 103, 107, 118, 122, 129, 130, 132, 202, 214, 216, 218, 220, 222, 224, 226, 228, 230 and 232 to
   * 234, and 240.
   */
  private static final String[] CLASSES =
      ("\u0334 \ud81b\udff0 \u093c \u3099 \u094d \u05b0 \u05b1 \u05b2 \u05b3 \u05b4 \u05b5 \u05b6"
              + " \u05b7 \u05b8 \u05b9 \u05bb \u05bc \u05bd \u05bf \u05c1 \u05c2 \ufb1e \u064b"
              + " \u064c \u064d \u064e \u064f \u0650 \u0651 \u0652 \u0670 \u0711 \u0c55 \u0c56"
              + " \u0e38 \u0e48 \u0eb8 \u0ec8 \u0f71 \u0f72 \u0f74 \u0321 \u1dce \u031b \u302a"
              + " \u0316 \u059a \u302e \ud834\udd6d \u05ae \u0301 \u0315 \u035c \u035d \u0345")
          .split(" ", -1);

  private CompatibilityForm() {}

  /** Returns the compatibility decomposition, NFKD. */
  public static String decomposed(CharSequence text) {
    return Normalizer.normalize(ordered(text), Form.NFKD);
  }

  /** Returns the compatibility decomposition, composed again, NFKC. */
  public static String composed(CharSequence text) {
    return Normalizer.normalize(ordered(text), Form.NFKC);
  }

  /** Returns an equivalent text whose long runs of marks are decomposed and in canonical order. */
  private static CharSequence ordered(CharSequence text) {
    StringBuilder result = null;
    Marks marks = null;
    int copied = 0;
    for (int i = 0; i < text.length(); ) {
      int end = i;
      int count = 0;
      while (end < text.length() && isMark(Character.codePointAt(text, end))) {
        end += Character.charCount(Character.codePointAt(text, end));
        count++;
      }
      if (count > MAX_MARKS) {
        result = result == null ? new StringBuilder(text.length()) : result;
        marks = marks == null ? new Marks() : marks;
        result.append(text, copied, i);
        marks.appendOrdered(text, i, end, result);
        copied = end;
      }
      i = count > 0 ? end : i + Character.charCount(Character.codePointAt(text, i));
    }
    return result == null ? text : result.append(text, copied, text.length());
  }

  /** Returns whether the compatibility decomposition of a character may begin with a mark. */
  static boolean isMark(int codePoint) {
    if (codePoint < FIRST_MARK) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> codePoint == HALFWIDTH_VOICED_MARK || codePoint == HALFWIDTH_SEMI_VOICED_MARK;
    };
  }

  /** Puts runs of marks in order, each kind of mark looked at once. */
  private static final class Marks {
    private final Map<Integer, String> decompositions = new HashMap<>();

    /** The ranks of decomposed marks. */
    private final Map<Integer, Integer> ranks = new HashMap<>();

    /** The marks in a row that are not appended yet, by their ranks. */
    private final List<StringBuilder> waiting = new ArrayList<>();

    Marks() {
      for (int rank = 0; rank <= CLASSES.length; rank++) {
        waiting.add(new StringBuilder());
      }
    }

    void appendOrdered(CharSequence text, int from, int to, StringBuilder result) {
      for (int i = from; i < to; ) {
        int mark = Character.codePointAt(text, i);
        i += Character.charCount(mark);
        String parts =
            decompositions.computeIfAbsent(
                mark, m -> Normalizer.normalize(Character.toString(m), Form.NFKD));
        for (int k = 0; k < parts.length(); ) {
          int part = parts.codePointAt(k);
          k += Character.charCount(part);
          int rank = ranks.computeIfAbsent(part, Marks::rank);
          if (rank == 0) {
            flush(result);
            result.appendCodePoint(part);
          } else {
            waiting.get(rank).appendCodePoint(part);
          }
        }
      }
      flush(result);
    }

    private void flush(StringBuilder result) {
      for (StringBuilder marks : waiting) {
        result.append(marks);
        marks.setLength(0);
      }
    }

    /**
     * Returns a number that grows with the canonical combining class, 0 for class 0. The JDK does
     * not expose the classes, but it puts two marks in order.
     */
    private static int rank(int mark) {
      String text = Character.toString(mark);
      int below = 0;
      while (below < CLASSES.length && isOrdered(text, CLASSES[below])) {
        below++;
      }
      boolean combines = below > 0 || isOrdered(CLASSES[CLASSES.length - 1], text);
      return combines ? below + 1 : 0;
    }

    /** Returns whether two marks change places, as the first has the higher class. */
    private static boolean isOrdered(String first, String second) {
      return !first.equals(second)
          && Normalizer.normalize(first + second, Form.NFD).equals(second + first);
    }
  }
}
