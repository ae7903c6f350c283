package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.ArticleIdentity.TextDigest;
import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The articles that two sets share, such as training and test: a model would be judged by what it
 * has seen.
 *
 * <p>Immutable and thread-safe.
 *
 * @param overlaps one for each article of the second set that is also in the first, in the order of
 *     the second
 */
public record Leakage(List<Overlap> overlaps) {
  private static final int SHOWN = 5;

  /**
   * An article that is in both sets.
   *
   * <p>Immutable and thread-safe.
   *
   * @param first the article of the first set; of several the first
   * @param second the article of the second set
   * @param index where it stands in the second set, from 0
   * @param matchedBy by what they are the same; {@link Dataset.DuplicateGroup.MatchedBy#PMID} if by
   *     both
   */
  public record Overlap(
      Article first, Article second, int index, Dataset.DuplicateGroup.MatchedBy matchedBy) {
    /**
     * Requires an index and non-null values.
     *
     * @param first the article of the first set
     * @param second the article of the second set
     * @param index where it stands in the second set, from 0
     * @param matchedBy by what they are the same
     * @throws NullPointerException if one is null
     * @throws IndexOutOfBoundsException if the index is negative
     */
    public Overlap {
      Objects.requireNonNull(first, "first");
      Objects.requireNonNull(second, "second");
      Objects.requireNonNull(matchedBy, "matchedBy");
      Objects.checkIndex(index, Integer.MAX_VALUE);
    }

    private String name() {
      if (!second.pmid().isEmpty()) {
        return "PMID "
            + Printable.clip(second.pmid())
            + (matchedBy == Dataset.DuplicateGroup.MatchedBy.TEXT ? " (by its text)" : "");
      }
      return "article " + (index + 1);
    }
  }

  /**
   * Copies the list.
   *
   * @param overlaps the articles in both sets
   * @throws NullPointerException if one is null
   */
  public Leakage {
    overlaps = List.copyOf(overlaps);
  }

  /**
   * Finds the articles that two sets share, by PMID or by normalised text. It takes time in
   * proportion to the length of all texts, and about 200 bytes for each article of the first set.
   *
   * @param first a set, such as the articles for training
   * @param second another one, such as those for the test
   * @return the articles in both; articles that are repeated within a set do not count
   */
  public static Leakage between(List<Article> first, List<Article> second) {
    return between(first, second, article -> article, ArticleIdentity::of);
  }

  /**
   * Finds the articles that two data sets share, as {@link #between(List, List)} does, in linear
   * time.
   *
   * @param first a data set, such as the part for training
   * @param second another one, such as the part for the test
   * @return the articles in both
   */
  public static Leakage between(Dataset first, Dataset second) {
    return between(first.rows(), second.rows(), Row::article, Row::identity);
  }

  private static <T> Leakage between(
      List<T> first,
      List<T> second,
      Function<T, Article> article,
      Function<T, ArticleIdentity> identity) {
    Map<String, Article> byPmid = new HashMap<>();
    Map<TextDigest, Article> byText = new HashMap<>();
    for (T one : first) {
      ArticleIdentity known = identity.apply(one);
      if (!known.pmid().isEmpty()) {
        byPmid.putIfAbsent(known.pmid(), article.apply(one));
      }
      TextDigest text = known.text();
      if (text != null) {
        byText.putIfAbsent(text, article.apply(one));
      }
    }
    List<Overlap> overlaps = new ArrayList<>();
    for (int i = 0; i < second.size(); i++) {
      Article other = article.apply(second.get(i));
      ArticleIdentity known = identity.apply(second.get(i));
      TextDigest text = known.text();
      Article samePmid = byPmid.get(known.pmid());
      Article sameText = text == null ? null : byText.get(text);
      if (samePmid != null) {
        overlaps.add(new Overlap(samePmid, other, i, Dataset.DuplicateGroup.MatchedBy.PMID));
      } else if (sameText != null) {
        overlaps.add(new Overlap(sameText, other, i, Dataset.DuplicateGroup.MatchedBy.TEXT));
      }
    }
    return new Leakage(overlaps);
  }

  /**
   * Says whether the sets share no article.
   *
   * @return whether there is no overlap
   */
  public boolean isEmpty() {
    return overlaps.isEmpty();
  }

  /**
   * Requires that the sets share no article.
   *
   * @param firstName what the message calls the first set, such as {@code "training"}
   * @param secondName what the message calls the second set, such as {@code "validation"}
   * @throws IllegalArgumentException if they share one; the message names up to five
   */
  public void requireNone(String firstName, String secondName) {
    Objects.requireNonNull(firstName, "firstName");
    Objects.requireNonNull(secondName, "secondName");
    if (overlaps.isEmpty()) {
      return;
    }
    int more = overlaps.size() - SHOWN;
    throw new IllegalArgumentException(
        overlaps.stream().limit(SHOWN).map(Overlap::name).collect(Collectors.joining(", "))
            + (more > 0 ? " and " + more + " more" : "")
            + (overlaps.size() == 1 ? " is" : " are")
            + " in the "
            + firstName
            + " set and in the "
            + secondName
            + " set; a model would be judged by what it has seen. Leave "
            + (overlaps.size() == 1 ? "it" : "them")
            + " out of one of the sets");
  }
}
