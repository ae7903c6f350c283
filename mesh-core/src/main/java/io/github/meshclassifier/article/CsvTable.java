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

  private final ContentStream content;
  private final String name;
  private final Iterator<CsvRecord> rows;
  private final List<String> header;
  private final Map<String, Integer> columns = new HashMap<>();
  private @Nullable CsvRecord row;
  private long line = 1;
  private long rowsRead;

  /** Reads the header line. The content is what the text decodes. */
  CsvTable(Reader text, ContentStream content, String name) throws IOException {
    this.content = content;
    this.name = name;
    rows =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(MAX_CELL_CHARS)
            .build(
                CsvRecordHandler.builder()
                    .maxFieldSize(MAX_CELL_CHARS)
                    .maxRecordSize(MAX_ROW_CHARS)
                    .build(),
                text)
            .iterator();
    CsvRecord first = next();
    if (first == null) {
      throw malformed("has no header line", null);
    }
    header = first.getFields();
    for (int i = 0; i < header.size(); i++) {
      Integer earlier = columns.putIfAbsent(key(header.get(i)), i);
      if (earlier != null && !header.get(i).isBlank()) {
        throw malformed(
            "names the column "
                + Printable.quote(header.get(i))
                + " twice; column names must differ by more than case and punctuation",
            null);
      }
    }
    rowsRead = 0;
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

  /** Reads the next row, null after the last. Rows have as many cells as the header. */
  @Nullable List<String> nextRow() throws IOException {
    CsvRecord next = next();
    if (next == null) {
      return null;
    }
    if (next.getFieldCount() != header.size()) {
      throw malformed(
          "the row has "
              + next.getFieldCount()
              + " cells, expected "
              + header.size()
              + " as in the header; a cell with a comma, quote or line break must be quoted",
          null);
    }
    rowsRead++;
    return next.getFields();
  }

  /** Makes the exception for a problem of the current row. */
  ArticleFormatException malformed(String problem, @Nullable Throwable cause) {
    return new ArticleFormatException(name, line, problem, cause);
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
      throw malformed(
          "the row is malformed CSV: quotes must be closed and doubled inside quotes, cells at most"
              + " "
              + MAX_CELL_CHARS
              + " characters long",
          e);
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
