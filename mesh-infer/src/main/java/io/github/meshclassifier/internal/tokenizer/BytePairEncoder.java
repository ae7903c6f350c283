package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;

/**
 * The byte-level tokenizer of GPT-2 and RoBERTa: a text is cut into words with the space before
 * them, and the bytes of a word are joined pair by pair in the order that was learned. See <a
 * href="https://arxiv.org/abs/1508.07909">Neural Machine Translation of Rare Words with Subword
 * Units</a> and section 2.2 of <a
 * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">
 * Language Models are Unsupervised Multitask Learners</a>. Thread-safe. For the 50,000 merges of
 * roberta-base the tables take 3 MB, beside the words that {@link WordCache} keeps.
 */
final class BytePairEncoder implements WordEncoder {
  /** Joining takes time that grows with the square of the bytes; the library's does not. */
  private static final int MAX_BYTES = 1024;

  private static final byte OTHER = 0;
  private static final byte LETTER = 1;
  private static final byte NUMBER = 2;
  private static final byte SPACE = 3;
  private static final int ASCII = 128;

  private final int[] idOfByte;
  private final MergeTable merges;
  private final boolean prefixSpace;
  private final WordCache cache = new WordCache();
  private final byte[] asciiKinds = new byte[ASCII];

  /**
   * Makes an encoder.
   *
   * @param prefixSpace whether a text that does not begin with a space is given one
   */
  BytePairEncoder(int[] idOfByte, MergeTable merges, boolean prefixSpace) {
    this.idOfByte = idOfByte;
    this.merges = merges;
    this.prefixSpace = prefixSpace;
    for (int c = 0; c < ASCII; c++) {
      asciiKinds[c] = kind(c);
    }
  }

  private static byte kind(int codePoint) {
    int flags = Characters.flags(codePoint);
    if ((flags & Characters.LETTER) != 0) {
      return LETTER;
    }
    if ((flags & Characters.NUMBER) != 0) {
      return NUMBER;
    }
    return (flags & Characters.SPACE) != 0 ? SPACE : OTHER;
  }

  @Override
  public boolean encode(String string, IdBuffer ids) {
    char[] text = characters(string);
    for (int start = 0; start < text.length; ) {
      int end = wordEnd(text, start);
      if (!addWord(text, start, end, ids)) {
        return false;
      }
      start = end;
    }
    return true;
  }

  /** Returns the text with a space before it, if it needs one, and without half characters. */
  private char[] characters(String string) {
    int length = string.length();
    int before = prefixSpace && length > 0 && string.charAt(0) != ' ' ? 1 : 0;
    char[] text = new char[before + length];
    string.getChars(0, length, text, before);
    if (before > 0) {
      text[0] = ' ';
    }
    return text;
  }

  /**
   * Returns the end of the word that begins at an index: a contraction, letters, numbers or other
   * signs with at most one space before them, or spaces; of the spaces before a word the last one
   * is left to it.
   */
  private int wordEnd(char[] text, int start) {
    if (text[start] == '\'') {
      int length = contraction(text, start);
      if (length > 0) {
        return start + length;
      }
    }
    int first = start;
    if (text[start] == ' ' && start + 1 < text.length) {
      first = start + 1;
    }
    byte kind = kindAt(text, first);
    if (kind != SPACE) {
      return runEnd(text, first, kind);
    }
    int end = runEnd(text, start, SPACE);
    // All spaces are one UTF-16 unit.
    return end == text.length || end == start + 1 ? end : end - 1;
  }

  private int runEnd(char[] text, int from, byte kind) {
    int i = from;
    while (i < text.length && kindAt(text, i) == kind) {
      i += width(text, i);
    }
    return i;
  }

  private byte kindAt(char[] text, int index) {
    char c = text[index];
    if (c < ASCII) {
      return asciiKinds[c];
    }
    return kind(Character.isSurrogate(c) ? BertCharacters.codePointAt(text, index) : c);
  }

  private static int width(char[] text, int index) {
    return Character.isHighSurrogate(text[index])
            && index + 1 < text.length
            && Character.isLowSurrogate(text[index + 1])
        ? 2
        : 1;
  }

  /** Returns the length of {@code 's 't 're 've 'm 'll 'd} at an apostrophe, or 0. */
  private static int contraction(char[] text, int start) {
    char one = start + 1 < text.length ? text[start + 1] : 0;
    char two = start + 2 < text.length ? text[start + 2] : 0;
    return switch (one) {
      case 's', 't', 'm', 'd' -> 2;
      case 'r', 'v' -> two == 'e' ? 3 : 0;
      case 'l' -> two == 'l' ? 3 : 0;
      default -> 0;
    };
  }

  private boolean addWord(char[] text, int from, int to, IdBuffer ids) {
    int hash = PieceTable.hash(text, from, to);
    int[] found = cache.get(text, from, to, hash);
    if (found == null) {
      int[] symbols = symbols(text, from, to);
      if (symbols.length > MAX_BYTES) {
        return false;
      }
      found = merges.join(symbols);
      cache.put(text, from, to, hash, found);
    }
    ids.add(found);
    return true;
  }

  /** Returns the ids of the bytes of a word in UTF-8. */
  private int[] symbols(char[] text, int from, int to) {
    int[] symbols = new int[3 * (to - from)];
    int size = 0;
    for (int i = from; i < to; i++) {
      int c = text[i];
      if (Character.isSurrogate(text[i])) {
        c = BertCharacters.codePointAt(text, i);
      }
      if (c < 0x80) {
        symbols[size++] = idOfByte[c];
        continue;
      }
      if (c < 0x800) {
        symbols[size++] = idOfByte[0xC0 | c >> 6];
      } else {
        if (c < 0x10000) {
          symbols[size++] = idOfByte[0xE0 | c >> 12];
        } else {
          symbols[size++] = idOfByte[0xF0 | c >> 18];
          symbols[size++] = idOfByte[0x80 | (c >> 12 & 0x3F)];
          i++;
        }
        symbols[size++] = idOfByte[0x80 | (c >> 6 & 0x3F)];
      }
      symbols[size++] = idOfByte[0x80 | (c & 0x3F)];
    }
    return Arrays.copyOf(symbols, size);
  }
}
