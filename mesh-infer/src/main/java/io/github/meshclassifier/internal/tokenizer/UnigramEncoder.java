package io.github.meshclassifier.internal.tokenizer;

/**
 * The tokenizer of XLNet: words at white space, each with a sign for the space before it, cut by a
 * {@linkplain UnigramPieces unigram model}. Thread-safe. For the 32,000 pieces of xlnet-base-cased
 * the tables take 2 MB, beside the words that {@link WordCache} keeps.
 */
final class UnigramEncoder implements WordEncoder {
  private final UnigramCharacters characters;
  private final UnigramPieces pieces;
  private final char spaceSign;
  private final WordCache cache = new WordCache();

  UnigramEncoder(UnigramCharacters characters, UnigramPieces pieces, char spaceSign) {
    this.characters = characters;
    this.pieces = pieces;
    this.spaceSign = spaceSign;
  }

  @Override
  public boolean encode(String string, IdBuffer ids) {
    char[] text = string.toCharArray();
    int i = 0;
    while (i < text.length) {
      int start = i;
      int hash = 0;
      byte kind = UnigramCharacters.WORD;
      for (; i < text.length; i++) {
        kind = characters.kind(text[i]);
        if (kind != UnigramCharacters.WORD) {
          break;
        }
        hash = 31 * hash + text[i];
      }
      if (kind == UnigramCharacters.UNKNOWN) {
        return false;
      }
      if (i > start) {
        addWord(text, start, i, hash, ids);
      }
      i++;
    }
    return true;
  }

  private void addWord(char[] text, int from, int to, int hash, IdBuffer ids) {
    int[] found = cache.get(text, from, to, hash);
    if (found == null) {
      char[] word = normalized(text, from, to);
      // If all characters of a word are removed, only the sign for the space is left, which is no
      // word.
      found = word.length > 1 ? pieces.cut(word) : new int[0];
      cache.put(text, from, to, hash, found);
    }
    ids.add(found);
  }

  private char[] normalized(char[] text, int from, int to) {
    StringBuilder word = new StringBuilder(to - from + 1).append(spaceSign);
    for (int i = from; i < to; i++) {
      char c = text[i];
      // Two of either are quotation marks of TeX.
      if ((c == '`' || c == '\'') && i + 1 < to && text[i + 1] == c) {
        characters.append('"', word);
        i++;
      } else {
        characters.append(c, word);
      }
    }
    char[] result = new char[word.length()];
    word.getChars(0, result.length, result, 0);
    return result;
  }
}
