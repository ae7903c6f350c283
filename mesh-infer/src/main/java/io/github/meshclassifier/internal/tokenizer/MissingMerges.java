package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.model.ModelLoadException;
import java.util.Map;
import java.util.Set;

/**
 * Finds merges that a byte-pair vocabulary lacks: a token that consists of two others must be the
 * result of a merge, or no text could have it. Without its merges a text is cut into shorter
 * tokens, and the scores are meaningless.
 *
 * <p>A token that does not consist of two others, such as the bytes and the placeholders of
 * published vocabularies, needs none.
 */
final class MissingMerges {
  private MissingMerges() {}

  /**
   * Requires a merge for every token that is made of two others.
   *
   * @param made the results of the merges
   * @param added the tokens that are found before a text is split, which need no merge
   */
  static void check(
      Map<String, ? extends Number> vocabulary,
      Set<String> made,
      Set<String> added,
      String location)
      throws ModelLoadException {
    int missing = 0;
    String first = "";
    long lowest = Long.MAX_VALUE;
    for (Map.Entry<String, ? extends Number> entry : vocabulary.entrySet()) {
      String token = entry.getKey();
      if (made.contains(token) || added.contains(token) || !isPair(token, vocabulary)) {
        continue;
      }
      missing++;
      long id = entry.getValue().longValue();
      if (id < lowest) {
        lowest = id;
        first = token;
      }
    }
    if (missing > 0) {
      throw ModelLoadException.in(
              location, "no merge makes " + missing + " of " + vocabulary.size() + " tokens")
          .expected("a merge for every token that consists of two others")
          .found("none for id " + lowest + ", " + first)
          .remedy("Restore the file that the model was published with.")
          .build();
    }
  }

  private static boolean isPair(String token, Map<String, ? extends Number> vocabulary) {
    for (int cut = 1; cut < token.length(); cut++) {
      if (vocabulary.containsKey(token.substring(0, cut))
          && vocabulary.containsKey(token.substring(cut))) {
        return true;
      }
    }
    return false;
  }
}
