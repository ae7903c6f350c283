package io.github.meshclassifier.article;

import java.io.IOException;
import java.io.Reader;

/*
 * FastCSV cannot go on after it has thrown. So text at which it would throw is changed on its way
 * to it, and a mark is left in the cell. Outside of such places the text stays as it is.
 */
/**
 * A CSV text in which quotes are as they should be and no cell is too long. A cell that was not so
 * holds a mark, {@link #QUOTES} or {@link #LENGTH}.
 *
 * <p>A quote that is not closed before the end of the text stays as it is. Not thread-safe.
 */
final class CsvMender extends Reader {
  /** Marks a cell with something between its closing quote and the next comma or line end. */
  static final char QUOTES = '\ufdd1';

  /** Marks a cell that was cut. */
  static final char LENGTH = '\ufdd2';

  private static final int BUFFER_CHARS = 1 << 13;

  /** The most characters that one becomes. */
  private static final int GROWTH = 3;

  private enum Place {
    START,
    PLAIN,
    QUOTED,
    CLOSED,
    AFTER_CLOSED
  }

  private final Reader text;
  private final int maxCellChars;
  private final char[] given = new char[BUFFER_CHARS];
  private final char[] mended = new char[GROWTH * BUFFER_CHARS];
  private int at;
  private int end;
  private Place place = Place.START;
  private int cellChars;

  CsvMender(Reader text, int maxCellChars) {
    this.text = text;
    this.maxCellChars = maxCellChars;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    while (at == end) {
      at = 0;
      end = 0;
      int count = text.read(given, 0, BUFFER_CHARS);
      for (int i = 0; i < count; i++) {
        mend(given[i]);
      }
      if (count < 0 && place != Place.AFTER_CLOSED) {
        return -1;
      }
      if (count < 0) {
        put('"');
        place = Place.START;
      }
    }
    int count = Math.min(length, end - at);
    System.arraycopy(mended, at, buffer, offset, count);
    at += count;
    return count;
  }

  private void mend(char c) {
    boolean lineEnd = c == '\n' || c == '\r';
    if (place != Place.QUOTED && (c == ',' || lineEnd)) {
      if (place == Place.AFTER_CLOSED) {
        put('"');
      }
      put(c);
      place = Place.START;
      cellChars = 0;
    } else if (c == '"' && place != Place.PLAIN) {
      if (place != Place.AFTER_CLOSED) {
        put(c);
        place = place == Place.QUOTED ? Place.CLOSED : Place.QUOTED;
      }
    } else {
      if (place == Place.CLOSED) {
        // The second quote makes the first one part of the cell.
        put('"');
        put(QUOTES);
        place = Place.AFTER_CLOSED;
      }
      place = place == Place.START ? Place.PLAIN : place;
      cellChars++;
      // Line ends are kept for the numbers of the lines.
      if (cellChars <= maxCellChars || lineEnd) {
        put(c);
      } else if (cellChars == maxCellChars + 1) {
        put(LENGTH);
      }
    }
  }

  private void put(char c) {
    mended[end++] = c;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
