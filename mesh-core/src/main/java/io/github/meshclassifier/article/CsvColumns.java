package io.github.meshclassifier.article;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a CSV file are read in place of those with the usual names.
 *
 * @param text the column that is read as the abstract, null for the usual one
 * @param labels the column that is read as the headings, null for the usual ones
 * @param indicators the columns that each say whether an article has the label of their name; empty
 *     for none
 * @param separator what stands between two headings
 */
record CsvColumns(
    @Nullable String text, @Nullable String labels, List<String> indicators, String separator) {
  static final CsvColumns USUAL = new CsvColumns(null, null, List.of(), "; ");

  /**
   * Returns whether the caller named where labels are: an empty cell then means that none applies.
   */
  boolean nameLabels() {
    return labels != null || !indicators.isEmpty();
  }
}
