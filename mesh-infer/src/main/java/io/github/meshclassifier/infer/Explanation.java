package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much each word of a text speaks for one label, as {@link ArticleClassifier#explain} finds it.
 *
 * <p>It describes the model, not the article. Weights do not add up: where several words say the
 * same, the model can do without each of them, and each has a small weight.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java.
 */
@SuppressWarnings("serial") // the list that List.copyOf makes can be serialized
public final class Explanation implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What was explained. */
  private final String text;

  /** The label with its probability for the whole text. */
  private final LabelScore score;

  /** Every word of the text. */
  private final List<WordWeight> words;

  private Explanation(String text, LabelScore score, List<WordWeight> words) {
    this.text = Objects.requireNonNull(text, "text");
    this.score = Objects.requireNonNull(score, "score");
    this.words = List.copyOf(words);
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
   * Makes an explanation, as a test double of a classifier does.
   *
   * @param text the text
   * @param score the label with its probability and threshold
   * @param words the words in the order of the text; copied
   * @return the explanation
   * @throws IllegalArgumentException if a word is not in the text at its offsets
   */
  public static Explanation of(String text, LabelScore score, List<WordWeight> words) {
    return new Explanation(text, score, words);
  }

  /**
   * Returns what was explained.
   *
   * @return the title and the abstract, joined as the model reads them; the offsets of the words
   *     are offsets into it
   */
  public String text() {
    return text;
  }

  /**
   * Returns the label.
   *
   * @return the label with its calibrated probability for the whole text, and the threshold in
   *     effect
   */
  public LabelScore score() {
    return score;
  }

  /**
   * Returns the words.
   *
   * @return every word of the text with its weight, in the order of the text; occurrences of the
   *     same word, whatever their case, have the same weight; unmodifiable
   */
  public List<WordWeight> words() {
    return words;
  }

  /**
   * Returns the words that speak most for the label.
   *
   * @param count the most words to return, at least 0
   * @return the first occurrences of different words (different in more than case), the largest
   *     weight first, equal ones in the order of the text; fewer than asked for if the text has
   *     fewer. Weights may be 0 or negative if few words speak for the label
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

  /** Compares text, score and words. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Explanation that
        && text.equals(that.text)
        && score.equals(that.score)
        && words.equals(that.words);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, score, words);
  }

  /** Returns the label and all words with their weights. */
  @Override
  public String toString() {
    return "Explanation[score=" + score + ", words=" + words + "]";
  }

  /**
   * How much a word speaks for a label.
   *
   * <p>Immutable and thread-safe. Can be serialized by Java.
   *
   * @param word the word as it stands in the text
   * @param begin the offset of its first {@code char} in the text, from 0
   * @param end the offset after its last {@code char}
   * @param weight how far the label's calibrated logit, {@code log(p / (1 - p))} of its
   *     probability, falls when all occurrences of the word are taken out: positive if the word
   *     speaks for the label, negative if it speaks against it, 0 if the model does not read it
   */
  public record WordWeight(String word, int begin, int end, double weight) implements Serializable {
    /**
     * Requires a place and a number.
     *
     * @param word the word
     * @param begin where it begins, at least 0
     * @param end where it ends; as many chars later as the word has
     * @param weight its weight
     * @throws IllegalArgumentException if the offsets do not fit the word, or the weight is not a
     *     number
     */
    public WordWeight {
      Objects.requireNonNull(word, "word");
      if (begin < 0 || end - begin != word.length()) {
        throw new IllegalArgumentException(
            "the word "
                + Printable.quote(word)
                + " does not fit the offsets "
                + begin
                + " to "
                + end);
      }
      if (Double.isNaN(weight)) {
        throw new IllegalArgumentException(
            "the weight of " + Printable.quote(word) + " is not a number");
      }
    }
  }
}
