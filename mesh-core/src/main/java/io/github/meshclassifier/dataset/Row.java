package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.dataset.ArticleIdentity.TextDigest;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** An article of a data set with the indices of its labels, whose arrays nobody changes. */
final class Row {
  /**
   * An order that depends on the articles only, not on where they stood: by PMID as a number, those
   * without PMID first, then by everything else an article has. Rows that are equal by it hold
   * equal articles.
   */
  static final Comparator<Row> BY_CONTENT =
      Comparator.<Row>comparingInt(row -> row.article.pmid().length())
          .thenComparing(row -> row.article.pmid())
          .thenComparing(row -> row.identity.text(), Row::compareDigests)
          .thenComparing(row -> row.article.title())
          .thenComparing(row -> row.article.abstractText())
          .thenComparingInt(row -> row.article.year().orElse(Integer.MIN_VALUE))
          .thenComparing(Row::headings);

  private final Article article;
  private final ArticleIdentity identity;
  private final int[] labels;
  private final int[] checkTagOnly;
  private final boolean uncertain;

  Row(
      Article article,
      ArticleIdentity identity,
      int[] labels,
      int[] checkTagOnly,
      boolean uncertain) {
    this.article = article;
    this.identity = identity;
    this.labels = labels;
    this.checkTagOnly = checkTagOnly;
    this.uncertain = uncertain;
  }

  Article article() {
    return article;
  }

  /** Returns what the article is recognised by. */
  ArticleIdentity identity() {
    return identity;
  }

  /** Returns the indices of its labels, ascending; none for a negative. */
  int[] labels() {
    return labels;
  }

  /** Returns the indices of the labels that check tags alone gave, ascending. */
  int[] checkTagOnly() {
    return checkTagOnly;
  }

  /** Returns whether it is a negative with unknown headings. */
  boolean isUncertain() {
    return uncertain;
  }

  /** Digests are compared only where two articles share a PMID, or have none. */
  private static int compareDigests(@Nullable TextDigest first, @Nullable TextDigest second) {
    if (first == null || second == null) {
      return Boolean.compare(first != null, second != null);
    }
    return first.compareTo(second);
  }

  private static String headings(Row row) {
    StringBuilder headings = new StringBuilder();
    for (Heading heading : row.article.headings()) {
      headings.append(heading.ui()).append('\t').append(heading.name()).append('\n');
    }
    return headings.toString();
  }
}
