package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes each word out of a text and sees how far the logit of a label falls: occlusion (Zeiler and
 * Fergus 2014) of words, or erasure (Li, Monroe and Jurafsky 2016).
 *
 * <p>All occurrences of a word are taken out together, since the model could otherwise still read
 * the others. Of a text that is cut, only the part before the cut is used; otherwise text from
 * after the cut would move up when a word is taken out, and change its weight.
 *
 * <p>Explains one text, once. Not thread-safe.
 */
final class Occlusion {
  private final TextScoring scoring;
  private final Outputs outputs;
  private final Thresholds thresholds;
  private final String text;
  private final int label;
  private final List<Word> words;

  /** The weights of words that were taken out, by the folded word. */
  private final Map<String, Double> weights = new HashMap<>();

  private @Nullable EncodedText whole;
  private double wholeLogit;
  private @Nullable LabelScore score;

  /**
   * Prepares the explanation of a text.
   *
   * @param text the text, not blank
   * @param label which of the model's labels, from 0
   */
  Occlusion(TextScoring scoring, Outputs outputs, Thresholds thresholds, String text, int label) {
    this.scoring = scoring;
    this.outputs = outputs;
    this.thresholds = thresholds;
    this.text = text;
    this.label = label;
    this.words = Word.allIn(text);
  }

  /** A text to score; the word that is missing in it, folded, is null if it is the whole text. */
  private record Variant(@Nullable String missing, String text) {}

  Explanation explain() {
    ScoredTexts.forEach(scoring, this::variants, Variant::text, this::weigh);
    List<Explanation.WordWeight> weighed =
        words.stream()
            .map(
                word ->
                    new Explanation.WordWeight(
                        word.text(),
                        word.begin(),
                        word.end(),
                        weights.getOrDefault(Word.folded(word.text()), 0.0)))
            .toList();
    return Explanation.of(text, Objects.requireNonNull(score), weighed);
  }

  /** The whole text first, then it without each of its different words. */
  private Iterator<Variant> variants(TextScoring encoder) {
    int end = endOfRead(encoder);
    String read = text.substring(0, end);
    Map<String, List<Word>> occurrences =
        words.stream()
            .takeWhile(word -> word.end() <= end)
            .collect(
                Collectors.groupingBy(
                    word -> Word.folded(word.text()), LinkedHashMap::new, Collectors.toList()));
    return Stream.concat(
            Stream.of(new Variant(null, read)),
            occurrences.entrySet().stream()
                .map(word -> new Variant(word.getKey(), without(read, word.getValue()))))
        .iterator();
  }

  /** The end of the last word that the model reads, or of the text if it reads all. */
  private int endOfRead(TextScoring encoder) {
    EncodedText tokens = encoder.encode(text);
    if (!tokens.truncated()) {
      return text.length();
    }
    int low = 0;
    int high = words.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (sameSequences(encoder.encode(text.substring(0, words.get(middle).end())), tokens)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < words.size() ? words.get(low).end() : text.length();
  }

  /** Takes words out, each with a white space where it would leave two side by side. */
  private static String without(String text, List<Word> words) {
    StringBuilder rest = new StringBuilder(text.length());
    int from = 0;
    for (Word word : words) {
      rest.append(text, from, word.begin());
      from = word.end();
      // Byte-level tokenizers make a token of each white space but one.
      if (isWhiteSpace(rest, rest.length() - 1) && isWhiteSpace(text, from)) {
        from++;
      }
    }
    return rest.append(text, from, text.length()).toString().strip();
  }

  private static boolean isWhiteSpace(CharSequence text, int index) {
    return index >= 0 && index < text.length() && Character.isWhitespace(text.charAt(index));
  }

  private void weigh(ScoredTexts.Item<Variant> item) {
    String missing = item.source().missing();
    ScoredText scored = item.scoredOrThrow();
    double logit = outputs.calibratedLogit(scored.logits(), label);
    if (missing == null) {
      whole = scored.text();
      wholeLogit = logit;
      score =
          new LabelScore(
              outputs.labels().get(label),
              outputs.probabilities(scored.logits())[label],
              thresholds.get(label));
    } else if (whole != null && !sameSequences(scored.text(), whole)) {
      weights.put(missing, wholeLogit - logit);
    }
  }

  /** Whether the model reads the same in both, so that scores differ by rounding only. */
  private static boolean sameSequences(EncodedText first, EncodedText second) {
    return Arrays.deepEquals(first.sequences().toArray(), second.sequences().toArray());
  }
}
