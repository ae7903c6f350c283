package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Turns articles into vectors with a value for each term that occurs in them: (1 + log of its
 * number) (1 + log((1 + n) / (1 + its document frequency))), divided so that the vector has length
 * 1, for n articles of training.
 *
 * <p>A term is a word, or two words that follow each other in a title or an abstract. Source: G.
 * Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, Information
 * Processing and Management 24(5), 1988; the form is that of scikit-learn's {@code TfidfVectorizer}
 * with {@code sublinear_tf}.
 *
 * <p>Immutable and thread-safe.
 */
final class Tfidf {
  /** Stands for the end of a text, and for a word that is in no term. */
  static final int NO_WORD = -1;

  private final Map<String, Integer> wordIds;
  private final LongIndex terms;
  private final float[] idf;

  Tfidf(Map<String, Integer> wordIds, LongIndex terms, float[] idf) {
    this.wordIds = wordIds;
    this.terms = terms;
    this.idf = idf;
  }

  int termCount() {
    return terms.size();
  }

  /** Returns the column of a term of one or two words, or a negative number if it is none. */
  int column(String... words) {
    int first = wordIds.getOrDefault(words[0], NO_WORD);
    if (words.length == 1) {
      return first == NO_WORD ? NO_WORD : terms.find(key(first));
    }
    int second = wordIds.getOrDefault(words[1], NO_WORD);
    return first == NO_WORD || second == NO_WORD ? NO_WORD : terms.find(key(first, second));
  }

  /** Returns the key of a term of one word. */
  static long key(int word) {
    return (long) word << 32;
  }

  /** Returns the key of a term of two words, which no other and no single word has. */
  static long key(int first, int second) {
    return ((long) first << 32) | (second + 1);
  }

  /** Returns the words of title and abstract as numbers, {@link #NO_WORD} between the two. */
  static int[] words(Article article, ToIntFunction<String> number) {
    IntList ids = new IntList();
    Words.forEach(article.title(), word -> ids.add(number.applyAsInt(word)));
    ids.add(NO_WORD);
    Words.forEach(article.abstractText(), word -> ids.add(number.applyAsInt(word)));
    return ids.toArray();
  }

  /** Adds the vector of an article. */
  void addRow(Article article, SparseRows rows) {
    addRow(words(article, word -> wordIds.getOrDefault(word, NO_WORD)), rows);
  }

  /** Adds the vector of a text whose words are numbered. */
  void addRow(int[] words, SparseRows rows) {
    IntList found = new IntList();
    for (int i = 0; i < words.length; i++) {
      if (words[i] == NO_WORD) {
        continue;
      }
      found.add(terms.find(key(words[i])));
      if (i > 0 && words[i - 1] != NO_WORD) {
        found.add(terms.find(key(words[i - 1], words[i])));
      }
    }
    int[] occurrences = found.toArray();
    Arrays.sort(occurrences);
    int distinct = 0;
    int[] columns = new int[occurrences.length];
    double[] values = new double[occurrences.length];
    double square = 0;
    for (int i = 0; i < occurrences.length; ) {
      int column = occurrences[i];
      int first = i;
      while (i < occurrences.length && occurrences[i] == column) {
        i++;
      }
      if (column >= 0) {
        double value = (1 + StrictMath.log(i - first)) * idf[column];
        columns[distinct] = column;
        values[distinct++] = value;
        square += value * value;
      }
    }
    double length = Math.sqrt(square);
    float[] normalized = new float[distinct];
    for (int i = 0; i < distinct; i++) {
      normalized[i] = (float) (values[i] / length);
    }
    rows.add(Arrays.copyOf(columns, distinct), normalized);
  }
}
