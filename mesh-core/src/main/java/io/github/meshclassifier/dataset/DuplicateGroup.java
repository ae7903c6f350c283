package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import java.util.List;
import java.util.Objects;

/**
 * Articles of a {@link Dataset} that are the same.
 *
 * <p>Immutable and thread-safe.
 *
 * @param matchedBy by what they are the same
 * @param kept the first of them in the data set
 * @param dropped the others in their order, at least one
 * @param sameLabels whether all of them have the same labels; where not, one of them was indexed
 *     wrongly, or anew
 */
public record DuplicateGroup(
    MatchedBy matchedBy, Article kept, List<Article> dropped, boolean sameLabels) {
  /**
   * Copies the list.
   *
   * @param matchedBy by what the articles are the same
   * @param kept the first of them
   * @param dropped the others
   * @param sameLabels whether all have the same labels
   * @throws NullPointerException if an argument or an article is null
   * @throws IllegalArgumentException if none is dropped
   */
  public DuplicateGroup {
    Objects.requireNonNull(matchedBy, "matchedBy");
    Objects.requireNonNull(kept, "kept");
    dropped = List.copyOf(dropped);
    if (dropped.isEmpty()) {
      throw new IllegalArgumentException("a group of duplicates needs two articles, had one");
    }
  }

  /**
   * By what two articles are the same.
   *
   * <p>Immutable and thread-safe.
   */
  public enum MatchedBy {
    /** Both have the same PubMed identifier. */
    PMID,
    /**
     * Title and abstract together are the same after normalisation: Unicode's form NFKC, case
     * folded without regard to language, format characters dropped, and every run of punctuation,
     * symbols and white space taken as one space. The brackets around translated titles are
     * punctuation and so make no difference. A text without letter and digit is the same as none.
     */
    TEXT
  }
}
