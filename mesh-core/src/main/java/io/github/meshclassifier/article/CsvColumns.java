package io.github.meshclassifier.article;

import org.jspecify.annotations.Nullable;

/**
 * Which columns of a CSV file are read in place of those with the usual names.
 *
 * @param text the column that is read as the abstract, null for the usual one
 * @param labels the column that is read as the headings, null for the usual ones
 * @param separator what stands between two headings
 */
record CsvColumns(@Nullable String text, @Nullable String labels, String separator) {
  static final CsvColumns USUAL = new CsvColumns(null, null, "; ");
}
