package io.github.meshclassifier.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a split keeps together: an article and all that are the same, directly or through others.
 *
 * @param rows at least one, in the order of {@link Row#BY_CONTENT}
 */
record SplitUnit(List<Row> rows) {
  /**
   * Makes units in an order that does not depend on the order of the rows: sorts, then joins what
   * has a PMID or a text in common with a union-find structure, in time O(n log n).
   */
  static List<SplitUnit> of(List<Row> rows) {
    Row[] sorted = rows.toArray(new Row[0]);
    Arrays.sort(sorted, Row.BY_CONTENT);
    int[] parents = new int[sorted.length];
    Map<Object, Integer> first = new HashMap<>(4 * sorted.length);
    for (int i = 0; i < sorted.length; i++) {
      parents[i] = i;
      ArticleIdentity identity = sorted[i].identity();
      join(identity.pmid().isEmpty() ? null : identity.pmid(), i, first, parents);
      join(identity.text(), i, first, parents);
    }
    List<List<Row>> members = new ArrayList<>();
    int[] unitOf = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      int root = root(parents, i);
      if (root == i) {
        unitOf[i] = members.size();
        members.add(new ArrayList<>(1));
      }
      members.get(unitOf[root]).add(sorted[i]);
    }
    return members.stream().map(SplitUnit::new).toList();
  }

  private static void join(
      @Nullable Object key, int row, Map<Object, Integer> first, int[] parents) {
    Integer other = key == null ? null : first.putIfAbsent(key, row);
    if (other != null) {
      int a = root(parents, row);
      int b = root(parents, other);
      // The earlier one stays the root, so that a root comes before its members.
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  }

  private static int root(int[] parents, int row) {
    int at = row;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  int size() {
    return rows.size();
  }

  /** Returns the labels of the rows, one after the other; a label of two rows is there twice. */
  int[] labels() {
    if (rows.size() == 1) {
      return rows.get(0).labels();
    }
    return rows.stream().flatMapToInt(row -> Arrays.stream(row.labels())).toArray();
  }
}
