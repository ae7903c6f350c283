package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.unicode.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word and its place: letters and digits of any script, with single hyphens and apostrophes
 * inside, such as {@code IL-6} and {@code Crohn's}.
 *
 * @param text the word as it stands in the text
 * @param begin the offset of its first char in the text
 * @param end the offset after its last char
 */
record Word(String text, int begin, int end) {
  private static final Pattern RUN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final String JOINERS = "-\u2010\u2011'\u2019";

  /** Finds the words of a text, in order. */
  static List<Word> allIn(String text) {
    List<Word> words = new ArrayList<>();
    Matcher run = RUN.matcher(text);
    int begin = -1;
    int end = -1;
    while (run.find()) {
      boolean joined =
          begin >= 0 && run.start() == end + 1 && JOINERS.indexOf(text.charAt(end)) >= 0;
      if (!joined) {
        add(text, begin, end, words);
        begin = run.start();
      }
      end = run.end();
    }
    add(text, begin, end, words);
    return words;
  }

  private static void add(String text, int begin, int end, List<Word> words) {
    if (begin >= 0) {
      words.add(new Word(text.substring(begin, end), begin, end));
    }
  }

  /** Returns the same text for words that differ only in case. */
  static String folded(String word) {
    return LetterCase.lower(word);
  }
}
