package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Objects;

/**
 * How much a word speaks for a label.
 *
 * <p>Immutable and thread-safe.
 *
 * @param word the word as it stands in the text
 * @param begin the offset of its first {@code char} in the text, from 0
 * @param end the offset after its last {@code char}
 * @param weight how far the label's calibrated logit, {@code log(p / (1 - p))} of its probability,
 *     falls when all occurrences of the word are taken out: positive if the word speaks for the
 *     label, negative if it speaks against it, 0 if the model does not read it
 */
public record WordWeight(String word, int begin, int end, double weight) {
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
