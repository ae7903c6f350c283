package io.github.meshclassifier.internal.page;

import java.util.List;
import java.util.stream.Stream;

/**
 * A column of a table.
 *
 * @param title what it holds
 * @param group what some neighbouring columns have in common, empty if nothing
 * @param isFigure whether it holds numbers, which are aligned on the right
 */
public record Column(String title, String group, boolean isFigure) {
  /** Makes a column of words, aligned on the left. */
  public static Column text(String title) {
    return new Column(title, "", false);
  }

  /** Makes a column of numbers, aligned on the right. */
  public static Column figure(String title) {
    return new Column(title, "", true);
  }

  /** Makes a column of words and, right of it, columns of numbers. */
  public static List<Column> textAndFigures(String text, String... figures) {
    return Stream.concat(Stream.of(text(text)), Stream.of(figures).map(Column::figure)).toList();
  }

  /** Returns this column below a heading that it shares with its neighbours. */
  public Column below(String sharedHeading) {
    return new Column(title, sharedHeading, isFigure);
  }

  /** Returns the title for a table with one row of headings. */
  String wholeTitle() {
    return group.isEmpty() ? title : title + ", " + group;
  }
}
