package io.github.meshclassifier.internal.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the tokenizers library holds of every code point: its tables are of several older versions
 * of Unicode, and none of them is that of the running JDK. {@code characters.txt} was taken from
 * the library itself, code point by code point.
 *
 * <p>Immutable and thread-safe. About 300 KB, once for all tokenizers.
 */
final class Characters {
  /** Removed from a text that is cleaned. */
  static final int REMOVED = 1;

  /** An ideograph that is a word of its own if asked for. */
  static final int IDEOGRAPH = 1 << 1;

  /** Nothing is left of it where accents are stripped. */
  static final int MARK = 1 << 2;

  /** A mark that stays where accents are stripped, and changes places with other such marks. */
  static final int ORDERED = 1 << 3;

  /** White space. */
  static final int SPACE = 1 << 4;

  /** Punctuation of BERT. */
  static final int PUNCTUATION = 1 << 5;

  /** A letter, {@code \p{L}}. */
  static final int LETTER = 1 << 6;

  /** A number, {@code \p{N}}. */
  static final int NUMBER = 1 << 7;

  /** Becomes other characters where accents are stripped, or in lower case. */
  static final int MAPPED = 1 << 8;

  /** Compatibility decomposition and graphemes do not depend on what stands beside it. */
  static final int PLAIN = 1 << 9;

  /** No code point from here on is plain; there are such ones, but not in the table. */
  static final int PLAIN_END = 0x3000;

  private static final String RESOURCE = "characters.txt";
  private static final int FIRST_SYLLABLE = 0xAC00;
  private static final int LAST_SYLLABLE = 0xD7A3;

  private static final Characters LOADED = load();

  private final short[][] flags = new short[(Character.MAX_CODE_POINT + 1) >> 8][];
  private final Map<Integer, String> stripped = new HashMap<>();
  private final Map<Integer, String> lower = new HashMap<>();
  private final Map<Integer, String> compatible = new HashMap<>();

  private Characters(String lines) {
    short[] none = new short[256];
    Arrays.fill(flags, none);
    Reader reader = new Reader(lines);
    while (reader.hasNext()) {
      if (reader.skip('#')) {
        reader.skipLine();
        continue;
      }
      String name = reader.name();
      switch (name) {
        case "removed" -> ranges(reader, REMOVED, none);
        case "ideograph" -> ranges(reader, IDEOGRAPH, none);
        case "mark" -> ranges(reader, MARK, none);
        case "ordered" -> ranges(reader, ORDERED, none);
        case "space" -> ranges(reader, SPACE, none);
        case "punctuation" -> ranges(reader, PUNCTUATION, none);
        case "letter" -> ranges(reader, LETTER, none);
        case "number" -> ranges(reader, NUMBER, none);
        case "plain" -> ranges(reader, PLAIN, none);
        case "stripped" -> mapping(reader, stripped, MAPPED, none);
        case "lower" -> mapping(reader, lower, MAPPED, none);
        case "compatible" -> mapping(reader, compatible, 0, none);
        default -> throw new IllegalStateException(RESOURCE + " has a line " + name);
      }
    }
    set(FIRST_SYLLABLE, LAST_SYLLABLE, MAPPED, none);
    share();
  }

  private static Characters load() {
    try (InputStream in = Characters.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException(RESOURCE + " beside " + Characters.class);
      }
      return new Characters(new String(in.readAllBytes(), US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ranges(Reader reader, int flag, short[] none) {
    while (reader.inLine()) {
      int first = reader.number();
      set(first, reader.skip('-') ? reader.number() : first, flag, none);
    }
  }

  private void mapping(Reader reader, Map<Integer, String> map, int flag, short[] none) {
    int from = reader.number();
    StringBuilder to = new StringBuilder(2);
    while (reader.inLine()) {
      to.appendCodePoint(reader.number());
    }
    map.put(from, to.toString());
    set(from, from, flag, none);
  }

  private void set(int first, int last, int flag, short[] none) {
    for (int c = first; c <= last; c++) {
      int page = c >> 8;
      if (flags[page] == none) {
        flags[page] = new short[256];
      }
      flags[page][c & 0xFF] |= (short) flag;
    }
  }

  /**
   * Keeps one of equal pages in a row, of which the large scripts have many. The code points of a
   * page may become different ones; all those of Hangul syllables become letters.
   */
  private void share() {
    for (int page = 1; page < flags.length; page++) {
      boolean syllables = page > FIRST_SYLLABLE >> 8 && page < LAST_SYLLABLE >> 8;
      if ((syllables || !mapped(flags[page])) && Arrays.equals(flags[page], flags[page - 1])) {
        flags[page] = flags[page - 1];
      }
    }
  }

  private static boolean mapped(short[] page) {
    for (short flag : page) {
      if ((flag & MAPPED) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the 256 code points of two pages are treated alike. */
  static boolean same(int page, int other) {
    return LOADED.flags[page] == LOADED.flags[other];
  }

  /** Returns the flags of a code point. */
  static int flags(int codePoint) {
    return LOADED.flags[codePoint >> 8][codePoint & 0xFF];
  }

  /** Returns a code point in lower case, without regard to its neighbours. */
  static String lower(int codePoint) {
    String found = LOADED.lower.get(codePoint);
    return found == null ? Character.toString(codePoint) : found;
  }

  /**
   * Returns what is left of a plain code point that is decomposed for compatibility and stripped of
   * its accents.
   */
  static String compatible(int codePoint) {
    String found = LOADED.compatible.get(codePoint);
    return found == null ? Character.toString(codePoint) : found;
  }

  /** Returns what is left of a code point that is decomposed and stripped of its accents. */
  static String stripped(int codePoint) {
    if (codePoint >= FIRST_SYLLABLE && codePoint <= LAST_SYLLABLE) {
      return syllable(codePoint - FIRST_SYLLABLE);
    }
    if ((flags(codePoint) & MARK) != 0) {
      return "";
    }
    String found = LOADED.stripped.get(codePoint);
    return found == null ? Character.toString(codePoint) : found;
  }

  /** Decomposes a Hangul syllable; see section 3.12 of the Unicode Standard. */
  private static String syllable(int index) {
    char lead = (char) (0x1100 + index / (21 * 28));
    char vowel = (char) (0x1161 + index / 28 % 21);
    int trail = index % 28;
    String open = new String(new char[] {lead, vowel});
    return trail == 0 ? open : open + (char) (0x11A7 + trail);
  }

  /** Reads words and hexadecimal numbers. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean hasNext() {
      return at < text.length();
    }

    void skipLine() {
      at = text.indexOf('\n', at) + 1;
    }

    String name() {
      int start = at;
      while (text.charAt(at) >= 'a') {
        at++;
      }
      return text.substring(start, at);
    }

    /** Steps to the next number of the line, or to the next line. */
    boolean inLine() {
      return text.charAt(at++) == ' ';
    }

    boolean skip(char c) {
      if (text.charAt(at) != c) {
        return false;
      }
      at++;
      return true;
    }

    int number() {
      at += text.charAt(at) == ' ' ? 1 : 0;
      int value = 0;
      for (char c = text.charAt(at); c >= '0'; c = text.charAt(++at)) {
        value = (value << 4) | (c <= '9' ? c - '0' : c - 'a' + 10);
      }
      return value;
    }
  }
}
