package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code BertNormalizer} and the {@code BertPreTokenizer} of a tokenizer.json make of each
 * character. Neither depends on the neighbours of a character, except for the order of a few marks.
 * Thread-safe. Characters are examined in pages of 256, when the first one of a page occurs. For
 * most texts these take a few KB, and never more than 1.2 MB.
 */
final class BertCharacters {
  /** Part of a word, even if nothing is left of it. */
  static final byte WORD = 0;

  /** Ends a word. */
  static final byte SPACE = 1;

  /** A word of its own. */
  static final byte ALONE = 2;

  /** Half of a character. */
  static final byte SURROGATE = 3;

  /** The library decides what becomes of it. */
  static final byte UNKNOWN = 4;

  private static final int REPLACEMENT = 0xFFFD;

  private final Switches switches;
  private final AtomicReferenceArray<byte @Nullable []> kinds =
      new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) >> 8);

  BertCharacters(Switches switches) {
    this.switches = switches;
  }

  /**
   * The options of the normalizer.
   *
   * @param cleanText whether control characters are removed
   * @param ideographsAlone whether each ideograph is a word
   */
  record Switches(
      boolean cleanText, boolean ideographsAlone, boolean stripAccents, boolean lowercase) {}

  /** Returns the kind of a code point, or of a UTF-16 unit. */
  byte kind(int codePoint) {
    byte[] page = kinds.getAcquire(codePoint >> 8);
    return (page == null ? page(codePoint >> 8) : page)[codePoint & 0xFF];
  }

  /** Makes the kinds of 256 code points; two threads make the same. */
  private byte[] page(int number) {
    byte[] page = new byte[256];
    if (number >= Character.MIN_SURROGATE >> 8 && number <= Character.MAX_SURROGATE >> 8) {
      Arrays.fill(page, SURROGATE);
    } else {
      for (int i = 0; i < page.length; i++) {
        page[i] = kindOf((number << 8) | i);
      }
    }
    kinds.setRelease(number, page);
    return page;
  }

  private byte kindOf(int codePoint) {
    int flags = Characters.flags(codePoint);
    if (switches.cleanText && (flags & Characters.REMOVED) != 0) {
      return WORD;
    }
    boolean alone = switches.ideographsAlone && (flags & Characters.IDEOGRAPH) != 0;
    if ((flags & (Characters.MAPPED | Characters.ORDERED)) == 0) {
      return (flags & Characters.SPACE) != 0
          ? SPACE
          : alone || (flags & Characters.PUNCTUATION) != 0 ? ALONE : WORD;
    }
    String text = normalized(codePoint);
    int spaces = 0;
    int marks = 0;
    boolean ordered = false;
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      int found = Characters.flags(c);
      spaces += (found & Characters.SPACE) == 0 ? 0 : 1;
      marks += (found & Characters.PUNCTUATION) == 0 ? 0 : 1;
      ordered |= switches.stripAccents && (found & Characters.ORDERED) != 0;
    }
    boolean one = text.codePointCount(0, text.length()) == 1;
    if (ordered || (spaces + marks > 0 && !one)) {
      return UNKNOWN;
    }
    return spaces > 0 ? SPACE : marks > 0 || alone ? ALONE : WORD;
  }

  /** Returns what is left of a code point that is not removed. */
  private String normalized(int codePoint) {
    String text =
        switches.stripAccents ? Characters.stripped(codePoint) : Character.toString(codePoint);
    if (!switches.lowercase) {
      return text;
    }
    StringBuilder lower = new StringBuilder(2);
    text.codePoints().forEach(c -> lower.append(Characters.lower(c)));
    return lower.toString();
  }

  /** Returns what the normalizer leaves of a range without spaces and unknown characters. */
  char[] normalized(char[] text, int from, int to) {
    StringBuilder result = new StringBuilder(to - from);
    for (int i = from; i < to; ) {
      int c = Character.codePointAt(text, i, to);
      i += Character.charCount(c);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = REPLACEMENT;
      }
      int flags = Characters.flags(c);
      if (switches.cleanText && (flags & Characters.REMOVED) != 0) {
        continue;
      }
      if ((flags & (Characters.MAPPED | Characters.MARK)) == 0) {
        result.appendCodePoint(c);
      } else {
        result.append(normalized(c));
      }
    }
    char[] characters = new char[result.length()];
    result.getChars(0, characters.length, characters, 0);
    return characters;
  }

  /** Returns the code point at a surrogate, U+FFFD for one without its other half. */
  static int codePointAt(char[] text, int index) {
    int c = Character.codePointAt(text, index);
    return c > Character.MAX_VALUE ? c : REPLACEMENT;
  }
}
