package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which words of a text carry the probability of one label, as {@link MeshClassifier#explain} finds
 * it.
 *
 * <p>It says what the model goes by, not what is true of the article. Weights do not add up: where
 * several words say the same, each can be missed, and each weighs little.
 *
 * <p>Immutable and thread-safe.
 *
 * @param text the title and the abstract, joined as the model reads them; the offsets of the words
 *     are offsets into it
 * @param label the label
 * @param probability the label's probability for the whole text, calibrated, in [0, 1]
 * @param words every word of the text with its weight, in the order of the text; occurrences of the
 *     same word, whatever their case, have the same weight
 */
public record Explanation(String text, Label label, double probability, List<WordWeight> words) {
  /**
   * Copies the words.
   *
   * @param text the text
   * @param label the label
   * @param probability its probability
   * @param words the words in order
   * @throws IllegalArgumentException if the probability is out of range, or a word does not stand
   *     where it says
   */
  public Explanation {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(label, "label");
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be in [0, 1], was " + probability);
    }
    words = List.copyOf(words);
    for (WordWeight word : words) {
      if (!text.startsWith(word.word(), word.begin())) {
        throw new IllegalArgumentException(
            "the word "
                + Printable.quote(word.word())
                + " does not stand at "
                + word.begin()
                + " of the text");
      }
    }
  }

  /**
   * Returns the words that speak most for the label.
   *
   * @param count the most words to return, at least 0
   * @return the first occurrences of different words (different in more than case), the heaviest
   *     first, equal ones in the order of the text; fewer than asked for if the text has fewer.
   *     Weights may be 0 or negative if few words speak for the label
   * @throws IllegalArgumentException if the count is negative
   */
  public List<WordWeight> top(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, was " + count);
    }
    Set<String> seen = new HashSet<>();
    List<WordWeight> different = new ArrayList<>();
    for (WordWeight word : words) {
      if (seen.add(Word.folded(word.word()))) {
        different.add(word);
      }
    }
    return different.stream()
        .sorted(Comparator.comparingDouble(WordWeight::weight).reversed())
        .limit(count)
        .toList();
  }
}
