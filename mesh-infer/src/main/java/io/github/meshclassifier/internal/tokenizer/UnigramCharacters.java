package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the normalizer of XLNet makes of characters: compatibility decomposition, removal of
 * accents, and the model's own replacements. Only characters that do not depend on their neighbours
 * are known; a text with others is left to the library. Immutable and thread-safe. About 60 KB.
 */
final class UnigramCharacters {
  /** Part of a word, even if nothing is left of it. */
  static final byte WORD = 0;

  /** Ends a word. */
  static final byte SPACE = 1;

  /** The library decides what becomes of it. */
  static final byte UNKNOWN = 2;

  /** Characters from here on are left to the library. */
  private static final int END = Characters.PLAIN_END;

  private final byte[] kinds = new byte[END];
  private final Map<Character, String> changed = new HashMap<>();

  /**
   * Examines every character.
   *
   * @param spaceSign the character that stands for a space; a text that holds it is left to the
   *     library
   */
  UnigramCharacters(CharacterReplacements replacements, char spaceSign) {
    Arrays.fill(kinds, UNKNOWN);
    for (char c = 0; c < END; c++) {
      if ((Characters.flags(c) & Characters.PLAIN) != 0 && c != spaceSign) {
        String text = normalized(c, replacements);
        kinds[c] = kind(text, spaceSign);
        if (!text.equals(String.valueOf(c))) {
          changed.put(c, text);
        }
      }
    }
    // The two together are one grapheme.
    String lineEnd = replacements.of("\r\n");
    if (lineEnd != null && kind(lineEnd, spaceSign) != SPACE) {
      kinds['\r'] = UNKNOWN;
    }
  }

  private static String normalized(char c, CharacterReplacements replacements) {
    StringBuilder result = new StringBuilder(2);
    Characters.compatible(c)
        .codePoints()
        .forEach(
            part -> {
              String text = Character.toString(part);
              String replaced = replacements.of(text);
              result.append(replaced == null ? text : replaced);
            });
    return result.toString();
  }

  private static byte kind(String text, char spaceSign) {
    long spaces =
        text.codePoints().filter(c -> (Characters.flags(c) & Characters.SPACE) != 0).count();
    if (text.indexOf(spaceSign) >= 0) {
      return UNKNOWN;
    }
    if (spaces == 0) {
      return WORD;
    }
    return spaces == text.codePointCount(0, text.length()) ? SPACE : UNKNOWN;
  }

  byte kind(char c) {
    return c < END ? kinds[c] : UNKNOWN;
  }

  void append(char c, StringBuilder to) {
    String text = changed.get(c);
    if (text == null) {
      to.append(c);
    } else {
      to.append(text);
    }
  }
}
