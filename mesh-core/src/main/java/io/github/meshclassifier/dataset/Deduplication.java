package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drops articles with the PMID of an earlier one, then, of those that are left, articles with the
 * text of an earlier one.
 *
 * @param kept the rows that are left, in their order
 * @param groups what was the same: by PMID first, each in the order of the first article
 */
record Deduplication(List<Row> kept, List<Dataset.DuplicateGroup> groups) {
  static Deduplication of(List<Row> rows) {
    List<Dataset.DuplicateGroup> groups = new ArrayList<>();
    List<Row> byPmid =
        firsts(
            rows,
            Dataset.DuplicateGroup.MatchedBy.PMID,
            row -> row.identity().pmid().isEmpty() ? null : row.identity().pmid(),
            groups);
    List<Row> kept =
        firsts(byPmid, Dataset.DuplicateGroup.MatchedBy.TEXT, row -> row.identity().text(), groups);
    return new Deduplication(kept, groups);
  }

  /**
   * Returns the first row of each key and the rows without a key; adds a group for each key of
   * several rows.
   */
  private static <K> List<Row> firsts(
      List<Row> rows,
      Dataset.DuplicateGroup.MatchedBy matchedBy,
      Function<Row, @Nullable K> key,
      List<Dataset.DuplicateGroup> groups) {
    Map<K, Row> first = new LinkedHashMap<>(2 * rows.size());
    Map<K, List<Row>> others = new LinkedHashMap<>();
    List<Row> kept = new ArrayList<>(rows.size());
    for (Row row : rows) {
      K value = key.apply(row);
      if (value == null || first.putIfAbsent(value, row) == null) {
        kept.add(row);
      } else {
        others.computeIfAbsent(value, k -> new ArrayList<>()).add(row);
      }
    }
    first.forEach(
        (value, row) -> {
          List<Row> dropped = others.get(value);
          if (dropped != null) {
            groups.add(group(matchedBy, row, dropped));
          }
        });
    return kept;
  }

  private static Dataset.DuplicateGroup group(
      Dataset.DuplicateGroup.MatchedBy matchedBy, Row kept, List<Row> dropped) {
    boolean sameLabels =
        dropped.stream().allMatch(row -> Arrays.equals(row.labels(), kept.labels()));
    List<Article> articles = dropped.stream().map(Row::article).toList();
    return new Dataset.DuplicateGroup(matchedBy, kept.article(), articles, sameLabels);
  }
}
