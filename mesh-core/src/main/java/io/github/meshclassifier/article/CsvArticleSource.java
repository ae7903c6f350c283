package io.github.meshclassifier.article;

import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Articles of a CSV file: the public dataset's, one with the usual columns, or one whose columns
 * the caller names.
 */
final class CsvArticleSource implements ArticleSource {
  private final CsvTable table;
  private final int title;
  private final int abstractText;
  private final int pmid;
  private final int year;
  private final int literals;
  private final int names;
  private final int uis;
  private final List<String> indicatorNames;
  private final int[] indicators;
  private final boolean labelsNamed;
  private final String separator;

  CsvArticleSource(CsvTable table, CsvColumns columns) throws ArticleFormatException {
    this.table = table;
    title = table.column("title");
    abstractText = column(columns.text(), "abstract", "abstractText");
    pmid = table.column("pmid");
    year = table.column("year");
    labelsNamed = columns.nameLabels();
    names = labelsNamed && columns.labels() == null ? -1 : column(columns.labels(), "mesh");
    literals = labelsNamed ? -1 : table.column("meshMajor");
    uis = labelsNamed ? -1 : table.column("mesh_ui");
    indicatorNames = columns.indicators();
    indicators = indicators(indicatorNames);
    separator = columns.separator();
    if (title < 0 && abstractText < 0) {
      throw table.malformed(
          "no column is named title or abstract, found "
              + table.describeColumns()
              + "; the first line must name the columns, separated by commas");
    }
  }

  /** Finds the column that the caller named, else one of the usual names. */
  private int column(@Nullable String chosen, String... usual) throws ArticleFormatException {
    int index = chosen == null ? table.column(usual) : table.column(chosen);
    if (chosen != null && index < 0) {
      throw table.malformed(
          "no column is named " + Printable.quote(chosen) + ", found " + table.describeColumns());
    }
    return index;
  }

  /** Finds the columns of these names, which must be different columns. */
  private int[] indicators(List<String> labels) throws ArticleFormatException {
    int[] indices = new int[labels.size()];
    BitSet taken = new BitSet();
    for (int i = 0; i < indices.length; i++) {
      indices[i] = column(labels.get(i));
      if (taken.get(indices[i])) {
        throw table.malformed(
            "the column " + Printable.quote(labels.get(i)) + " is named as two labels");
      }
      taken.set(indices[i]);
    }
    return indices;
  }

  @Override
  public @Nullable Article next() throws IOException {
    List<String> row = table.nextRow();
    if (row == null) {
      return null;
    }
    List<Heading> headings = headings(row);
    return new Article(
        cell(row, pmid),
        cell(row, title),
        cell(row, abstractText),
        headings,
        year < 0 ? OptionalInt.empty() : PublicationYear.in(row.get(year)),
        labelsNamed || !headings.isEmpty());
  }

  private List<Heading> headings(List<String> row) throws ArticleFormatException {
    if (indicators.length > 0) {
      return indicatedHeadings(row);
    }
    return literals >= 0 ? literalHeadings(row.get(literals)) : joinedHeadings(row);
  }

  private List<Heading> indicatedHeadings(List<String> row) throws ArticleFormatException {
    List<Heading> headings = new ArrayList<>();
    for (int i = 0; i < indicators.length; i++) {
      String cell = cell(row, indicators[i]);
      switch (cell.toLowerCase(Locale.ROOT)) {
        case "1", "1.0", "true" -> headings.add(new Heading("", indicatorNames.get(i)));
        case "0", "0.0", "false" -> {}
        default ->
            throw table.badRow(
                "the column "
                    + Printable.quote(indicatorNames.get(i))
                    + " holds "
                    + Printable.quote(cell)
                    + ", expected 1 if the article has this label and 0 if not");
      }
    }
    return headings;
  }

  private List<Heading> literalHeadings(String cell) throws ArticleFormatException {
    if (cell.isBlank()) {
      return List.of();
    }
    try {
      return PythonLiteral.parseStrings(cell).stream().map(name -> new Heading("", name)).toList();
    } catch (PythonLiteral.SyntaxException e) {
      throw table.badRow("meshMajor is no Python list of strings: " + e.getMessage(), e);
    }
  }

  private List<Heading> joinedHeadings(List<String> row) throws ArticleFormatException {
    List<String> headingNames = split(cell(row, names));
    List<String> headingUis = split(cell(row, uis));
    boolean paired = headingNames.size() == headingUis.size();
    int count = headingNames.isEmpty() ? headingUis.size() : headingNames.size();
    List<Heading> headings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headings.add(
          new Heading(
              paired || headingNames.isEmpty() ? headingUis.get(i) : "",
              headingNames.isEmpty() ? "" : headingNames.get(i)));
    }
    return headings;
  }

  /** Splits at the separator, without empty parts. */
  private List<String> split(String cell) throws ArticleFormatException {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start <= cell.length()) {
      int end = cell.indexOf(separator, start);
      end = end < 0 ? cell.length() : end;
      String part = cell.substring(start, end).strip();
      if (!part.isEmpty()) {
        if (parts.size() == MAX_HEADINGS) {
          throw table.badRow("the row has more than " + MAX_HEADINGS + " headings");
        }
        parts.add(part);
      }
      start = end + separator.length();
    }
    return parts;
  }

  private static String cell(List<String> row, int column) {
    return column < 0 ? "" : row.get(column).strip();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
