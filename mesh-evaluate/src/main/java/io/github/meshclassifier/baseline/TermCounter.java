package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts in how many articles each term occurs, and chooses the most frequent terms; of equally
 * frequent ones those that come first in the alphabet, so that the order of the articles has no
 * influence.
 *
 * <p>Memory is 4 bytes for each word of the articles, and some 40 for each distinct pair of words
 * that are both frequent enough. Not thread-safe; one per training.
 */
final class TermCounter {
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<int[]> articles = new ArrayList<>();

  void add(Article article) {
    articles.add(Tfidf.words(article, this::id));
  }

  private int id(String word) {
    Integer known = ids.putIfAbsent(word, names.size());
    if (known == null) {
      names.add(word);
      return names.size() - 1;
    }
    return known;
  }

  /**
   * Chooses the terms.
   *
   * @param minDocumentFrequency in how many articles a term occurs at least
   * @param maxTerms how many terms there are at most
   * @param bigrams whether two words can be a term
   */
  Tfidf choose(int minDocumentFrequency, int maxTerms, boolean bigrams) {
    String[] words = frequentWords(minDocumentFrequency);
    renumber(words);
    LongIndex candidates = new LongIndex();
    IntList frequencies = new IntList();
    IntList lastArticles = new IntList();
    for (int article = 0; article < articles.size(); article++) {
      int[] text = articles.get(article);
      for (int i = 0; i < text.length; i++) {
        if (text[i] != Tfidf.NO_WORD) {
          count(candidates.add(Tfidf.key(text[i])), article, frequencies, lastArticles);
          if (bigrams && i > 0 && text[i - 1] != Tfidf.NO_WORD) {
            long key = Tfidf.key(text[i - 1], text[i]);
            count(candidates.add(key), article, frequencies, lastArticles);
          }
        }
      }
    }
    int[] chosen =
        IntStream.range(0, candidates.size())
            .filter(term -> frequencies.get(term) >= minDocumentFrequency)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(term -> -frequencies.get(term))
                    .thenComparingLong(candidates::key))
            .limit(maxTerms)
            .mapToInt(Integer::intValue)
            .toArray();
    return tfidf(words, candidates, frequencies, chosen);
  }

  private static void count(int term, int article, IntList frequencies, IntList lastArticles) {
    if (term == frequencies.size()) {
      frequencies.add(1);
      lastArticles.add(article);
    } else if (lastArticles.get(term) != article) {
      frequencies.set(term, frequencies.get(term) + 1);
      lastArticles.set(term, article);
    }
  }

  /** Returns the words that occur in enough articles, in the order of the alphabet. */
  private String[] frequentWords(int minDocumentFrequency) {
    int[] frequencies = new int[names.size()];
    int[] lastArticles = new int[names.size()];
    Arrays.fill(lastArticles, -1);
    for (int article = 0; article < articles.size(); article++) {
      for (int word : articles.get(article)) {
        if (word != Tfidf.NO_WORD && lastArticles[word] != article) {
          lastArticles[word] = article;
          frequencies[word]++;
        }
      }
    }
    return IntStream.range(0, frequencies.length)
        .filter(word -> frequencies[word] >= minDocumentFrequency)
        .mapToObj(names::get)
        .sorted()
        .toArray(String[]::new);
  }

  /** Numbers the words of the articles by the alphabet; other words are left out. */
  private void renumber(String[] words) {
    int[] numbers =
        names.stream()
            .mapToInt(name -> Math.max(Tfidf.NO_WORD, Arrays.binarySearch(words, name)))
            .toArray();
    for (int[] text : articles) {
      for (int i = 0; i < text.length; i++) {
        text[i] = text[i] == Tfidf.NO_WORD ? Tfidf.NO_WORD : numbers[text[i]];
      }
    }
  }

  private Tfidf tfidf(String[] words, LongIndex candidates, IntList frequencies, int[] chosen) {
    LongIndex terms = new LongIndex();
    float[] idf = new float[chosen.length];
    Map<String, Integer> wordIds = new HashMap<>();
    for (int term = 0; term < chosen.length; term++) {
      long key = candidates.key(chosen[term]);
      terms.add(key);
      double n = articles.size();
      idf[term] = (float) (1 + StrictMath.log((1 + n) / (1 + frequencies.get(chosen[term]))));
      int first = (int) (key >>> 32);
      wordIds.put(words[first], first);
      if ((int) key > 0) {
        wordIds.put(words[(int) key - 1], (int) key - 1);
      }
    }
    return new Tfidf(wordIds, terms, idf);
  }

  /** Adds the vectors of the articles counted. */
  void addRows(Tfidf tfidf, SparseRows rows) {
    for (int[] text : articles) {
      tfidf.addRow(text, rows);
    }
  }
}
