package io.github.meshclassifier.article;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.unicode.LetterCase;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A CSV text with a header line, row by row. Not thread-safe. */
final class CsvTable implements Closeable {
  private static final int MAX_CELL_CHARS = 1 << 24;
  private static final int MAX_ROW_CHARS = 1 << 26;
  private static final int MAX_COLUMNS_NAMED = 30;

  /** Quotes and marks count as characters of a cell while it is parsed. */
  private static final int MARK_CHARS = 8;

  private static final String MALFORMED =
      "the row is malformed CSV: quotes must be closed and doubled inside quotes, cells at most "
          + MAX_CELL_CHARS
          + " characters long";

  private final ContentStream content;
  private final StrictReader text;
  private final String name;
  private final boolean goesOn;
  private final Iterator<CsvRecord> rows;
  private final List<String> header;
  private final Map<String, Integer> columns = new HashMap<>();
  private final int pmidColumn;
  private @Nullable CsvRecord row;
  private long line = 1;
  private long rowsRead;

  /**
   * Reads the header line. The content is what the text decodes.
   *
   * @param goesOn whether further rows are read after a bad one
   */
  CsvTable(StrictReader text, ContentStream content, String name, boolean goesOn)
      throws IOException {
    this.content = content;
    this.text = text;
    this.name = name;
    this.goesOn = goesOn;
    Reader source = goesOn ? new CsvMender(text, MAX_CELL_CHARS - MARK_CHARS) : text;
    rows =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(goesOn ? 2 * MAX_CELL_CHARS : MAX_CELL_CHARS)
            .build(
                CsvRecordHandler.builder()
                    .maxFieldSize(MAX_CELL_CHARS)
                    .maxRecordSize(MAX_ROW_CHARS)
                    .build(),
                source)
            .iterator();
    CsvRecord first = next();
    if (first == null) {
      throw malformed("has no header line");
    }
    header = first.getFields();
    String damage = damage(header);
    if (damage != null) {
      throw malformed(damage);
    }
    for (int i = 0; i < header.size(); i++) {
      Integer earlier = columns.putIfAbsent(key(header.get(i)), i);
      if (earlier != null && !header.get(i).isBlank()) {
        throw malformed(
            "names the column "
                + Printable.quote(header.get(i))
                + " twice; column names must differ by more than case and punctuation");
      }
    }
    pmidColumn = column("pmid");
  }

  /**
   * Finds a column by the first of these names that the header has, case and punctuation aside.
   *
   * @return its index, -1 if there is none
   */
  int column(String... names) {
    for (String candidate : names) {
      Integer index = columns.get(key(candidate));
      if (index != null) {
        return index;
      }
    }
    return -1;
  }

  /** Returns the column names as found, for an error message. */
  String describeColumns() {
    String listed =
        header.stream()
            .limit(MAX_COLUMNS_NAMED)
            .map(Printable::quote)
            .collect(Collectors.joining(", "));
    int more = header.size() - MAX_COLUMNS_NAMED;
    return more > 0 ? listed + " and " + more + " more" : listed;
  }

  /**
   * Reads the next row that is not blank, null after the last. Rows have as many cells as the
   * header.
   */
  @Nullable List<String> nextRow() throws IOException {
    CsvRecord next = next();
    while (next != null && next.getFields().stream().allMatch(String::isBlank)) {
      next = next();
    }
    if (next == null) {
      return null;
    }
    rowsRead++;
    String damage = damage(next.getFields());
    if (damage != null) {
      throw badRow(damage);
    }
    if (next.getFieldCount() != header.size()) {
      throw badRow(
          "the row has "
              + next.getFieldCount()
              + " cells, expected "
              + header.size()
              + " as in the header; a cell with a comma, quote or line break must be quoted");
    }
    return next.getFields();
  }

  /** Returns what is wrong with the text of a row, null if nothing. */
  private @Nullable String damage(List<String> cells) {
    if (!goesOn) {
      return null;
    }
    for (String cell : cells) {
      if (cell.indexOf(StrictReader.UNDECODABLE) >= 0) {
        return text.problem();
      }
      if (cell.indexOf(CsvMender.QUOTES) >= 0 || cell.indexOf(CsvMender.LENGTH) >= 0) {
        return MALFORMED;
      }
    }
    return null;
  }

  ArticleFormatException badRow(String problem) {
    return badRow(problem, null);
  }

  /** Makes the exception for a problem of the current row, behind which reading can go on. */
  ArticleFormatException badRow(String problem, @Nullable Throwable cause) {
    String pmid = "";
    if (row != null && pmidColumn >= 0 && row.getFieldCount() == header.size()) {
      String cell = row.getField(pmidColumn).strip();
      pmid = damage(List.of(cell)) == null ? cell : "";
    }
    return ArticleFormatException.ofRecord(name, line, problem, rowsRead, pmid, cause);
  }

  /** Makes the exception for a problem of the header, or one behind which nothing can be read. */
  ArticleFormatException malformed(String problem) {
    return new ArticleFormatException(name, line, problem, null);
  }

  private @Nullable CsvRecord next() throws IOException {
    CsvRecord before = row;
    try {
      row = rows.hasNext() ? rows.next() : null;
      line = row == null ? line : row.getStartingLineNumber();
      return row;
    } catch (CsvParseException e) {
      if (before != null) {
        String cells = String.join("", before.getFields());
        line = before.getStartingLineNumber() + 1 + cells.chars().filter(c -> c == '\n').count();
      }
      throw new ArticleFormatException(name, line, MALFORMED, e);
    } catch (UncheckedIOException e) {
      throw ArticleFormats.explain(content, name, rowsRead, Objects.requireNonNull(e.getCause()));
    }
  }

  private static String key(String columnName) {
    StringBuilder key = new StringBuilder(columnName.length());
    columnName.chars().filter(Character::isLetterOrDigit).forEach(key::appendCodePoint);
    return LetterCase.lower(key.toString());
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
