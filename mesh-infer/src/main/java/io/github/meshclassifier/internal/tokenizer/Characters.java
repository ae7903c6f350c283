package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The properties that the tokenizers library gives every code point: its tables are of several
 * older versions of Unicode, and none of them is that of the running JDK. {@code characters.txt}
 * was taken from the library itself, code point by code point. Immutable and thread-safe. About 600
 * KB, once for all tokenizers.
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

  /** Code points from here on are not in the table, and so count as not plain. */
  static final int PLAIN_END = 0x3000;

  private static final String RESOURCE = "characters.txt";
  private static final int FIRST_SYLLABLE = 0xAC00;
  private static final int LAST_SYLLABLE = 0xD7A3;

  private static final Characters LOADED = load();

  private final short[][] flags = new short[(Character.MAX_CODE_POINT + 1) >> 8][];
  private final Map<Short, short[]> uniform = new HashMap<>();
  private final Map<Integer, String> stripped = new HashMap<>();
  private final Map<Integer, String> lower = new HashMap<>();
  private final Map<Integer, String> compatible = new HashMap<>();

  private Characters(String lines) {
    Arrays.fill(flags, uniform((short) 0));
    Reader reader = new Reader(lines);
    while (reader.hasNext()) {
      if (reader.skip('#')) {
        reader.skipLine();
        continue;
      }
      String name = reader.name();
      switch (name) {
        case "removed" -> ranges(reader, REMOVED);
        case "ideograph" -> ranges(reader, IDEOGRAPH);
        case "mark" -> ranges(reader, MARK);
        case "ordered" -> ranges(reader, ORDERED);
        case "space" -> ranges(reader, SPACE);
        case "punctuation" -> ranges(reader, PUNCTUATION);
        case "letter" -> ranges(reader, LETTER);
        case "number" -> ranges(reader, NUMBER);
        case "plain" -> ranges(reader, PLAIN);
        case "stripped" -> mapping(reader, stripped, MAPPED);
        case "lower" -> mapping(reader, lower, MAPPED);
        case "compatible" -> mapping(reader, compatible, 0);
        default -> throw new IllegalStateException(RESOURCE + " has a line " + name);
      }
    }
    set(FIRST_SYLLABLE, LAST_SYLLABLE, MAPPED);
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

  private void ranges(Reader reader, int flag) {
    while (reader.inLine()) {
      int first = reader.number();
      set(first, reader.skip('-') ? reader.number() : first, flag);
    }
  }

  private void mapping(Reader reader, Map<Integer, String> map, int flag) {
    int from = reader.number();
    StringBuilder to = new StringBuilder(2);
    while (reader.inLine()) {
      to.appendCodePoint(reader.number());
    }
    map.put(from, to.toString());
    set(from, from, flag);
  }

  /** Sets a flag of a range. Pages whose code points all have the same flags share one array. */
  private void set(int first, int last, int flag) {
    for (int page = first >> 8; page <= last >> 8; page++) {
      int from = page == first >> 8 ? first & 0xFF : 0;
      int to = page == last >> 8 ? last & 0xFF : 0xFF;
      boolean alike = uniform.get(flags[page][0]) == flags[page];
      if (alike && from == 0 && to == 0xFF) {
        flags[page] = uniform((short) (flags[page][0] | flag));
        continue;
      }
      if (alike) {
        flags[page] = flags[page].clone();
      }
      for (int i = from; i <= to; i++) {
        flags[page][i] |= (short) flag;
      }
    }
  }

  private short[] uniform(short flag) {
    return uniform.computeIfAbsent(
        flag,
        key -> {
          short[] page = new short[256];
          Arrays.fill(page, key);
          return page;
        });
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
