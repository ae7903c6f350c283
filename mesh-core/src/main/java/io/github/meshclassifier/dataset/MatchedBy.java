package io.github.meshclassifier.dataset;

/**
 * By what two articles are the same.
 *
 * <p>Immutable and thread-safe.
 */
public enum MatchedBy {
  /** Both have the same PubMed identifier. */
  PMID,
  /**
   * Title and abstract together are the same after normalisation: Unicode's form NFKC, case folded
   * without regard to language, format characters dropped, and every run of punctuation, symbols
   * and white space taken as one space. The brackets around translated titles are punctuation and
   * so make no difference. A text without letter and digit is the same as none.
   */
  TEXT
}
