package io.github.meshclassifier.internal.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * The tokenizer of BERT: normalized words are cut into the longest pieces of the vocabulary, from
 * left to right. See section 4.1 of <a href="https://arxiv.org/abs/1609.08144">Google's Neural
 * Machine Translation System</a> and <a
 * href="https://github.com/google-research/bert#tokenization">BERT's description</a>. Thread-safe.
 * For the 30,522 tokens of bert-base-uncased the tables take 2 MB, beside the words that {@link
 * WordCache} keeps.
 */
final class WordPieceEncoder implements WordEncoder {
  private static final int ASCII = 128;

  private final BertCharacters characters;
  private final Pieces pieces;
  private final WordCache cache = new WordCache();
  private final byte[] asciiKinds = new byte[ASCII];
  private final int[] asciiAlone = new int[ASCII];

  WordPieceEncoder(BertCharacters characters, Pieces pieces) {
    this.characters = characters;
    this.pieces = pieces;
    for (char c = 0; c < ASCII; c++) {
      asciiKinds[c] = characters.kind(c);
      if (asciiKinds[c] == BertCharacters.ALONE) {
        // A character alone is one token.
        asciiAlone[c] = pieces.cut(new char[] {c})[0];
      }
    }
  }

  @Override
  public boolean encode(String string, IdBuffer ids) {
    char[] text = string.toCharArray();
    int i = 0;
    while (i < text.length) {
      int start = i;
      int hash = 0;
      byte kind = BertCharacters.WORD;
      int width = 1;
      for (; i < text.length; i += width) {
        char c = text[i];
        kind = c < ASCII ? asciiKinds[c] : characters.kind(c);
        width = 1;
        if (kind == BertCharacters.SURROGATE) {
          int codePoint = BertCharacters.codePointAt(text, i);
          kind = characters.kind(codePoint);
          width = Character.isSupplementaryCodePoint(codePoint) ? 2 : 1;
        }
        if (kind != BertCharacters.WORD) {
          break;
        }
        hash = 31 * hash + c;
      }
      if (i > start) {
        addWord(text, start, i, hash, ids);
      }
      if (kind == BertCharacters.UNKNOWN) {
        return false;
      }
      if (kind == BertCharacters.ALONE) {
        if (text[i] < ASCII) {
          ids.add(asciiAlone[text[i]]);
        } else {
          addWord(text, i, i + width, text[i], ids);
        }
      }
      i += kind == BertCharacters.WORD ? 0 : width;
    }
    return true;
  }

  /** Adds the tokens of a word; the hash may leave out the second half of a character. */
  private void addWord(char[] text, int from, int to, int hash, IdBuffer ids) {
    int[] found = cache.get(text, from, to, hash);
    if (found == null) {
      found = pieces.cut(characters.normalized(text, from, to));
      cache.put(text, from, to, hash, found);
    }
    ids.add(found);
  }

  /** Cuts words into pieces. Immutable and thread-safe. */
  static final class Pieces {
    private final PieceTable first;
    private final PieceTable next;
    private final int[] unknown;
    private final int maxLength;

    /**
     * Makes the tables.
     *
     * @param prefix what tokens begin with that continue a word
     * @param unknown the id of a word that cannot be cut
     * @param maxLength the code points of a word that is still cut
     */
    Pieces(Map<String, Integer> vocabulary, String prefix, int unknown, int maxLength) {
      Map<String, Integer> continued = new HashMap<>();
      vocabulary.forEach(
          (token, id) -> {
            if (token.startsWith(prefix) && token.length() > prefix.length()) {
              continued.put(token.substring(prefix.length()), id);
            }
          });
      first = new PieceTable(vocabulary);
      next = new PieceTable(continued);
      this.unknown = new int[] {unknown};
      this.maxLength = maxLength;
    }

    /** Returns the ids of a normalized word, or of the unknown token. */
    int[] cut(char[] word) {
      if (word.length > maxLength && Character.codePointCount(word, 0, word.length) > maxLength) {
        return unknown;
      }
      IdBuffer ids = new IdBuffer(4);
      for (int from = 0; from < word.length; ) {
        PieceTable table = from == 0 ? first : next;
        int piece = table.longest(word, from, word.length);
        if (piece < 0) {
          return unknown;
        }
        ids.add(table.id(piece));
        from += table.length(piece);
      }
      return ids.toArray();
    }
  }
}
