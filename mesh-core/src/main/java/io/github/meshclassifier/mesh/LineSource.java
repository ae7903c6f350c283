package io.github.meshclassifier.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Numbered lines of UTF-8 text. Not thread-safe; closes nothing. */
final class LineSource {
  /** Far above NLM's longest line; keeps hostile input from filling the memory. */
  static final int MAX_LINE_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final String file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private byte[] pending = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long line;

  LineSource(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /** Returns the number of the line that was read last, 1 before the first one. */
  long line() {
    return Math.max(1, line);
  }

  MeshFormatException problem(String problem) {
    return new MeshFormatException(file, line(), problem);
  }

  /** Returns the next line without its end, null after the last one. */
  @Nullable String next() throws IOException {
    line++;
    int length = 0;
    boolean any = false;
    while (true) {
      if (position == limit && !fill()) {
        if (!any) {
          line--;
          return null;
        }
        return decode(pending, 0, length);
      }
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int part = end - position;
      if (length + part > MAX_LINE_BYTES) {
        throw problem("the line is longer than " + MAX_LINE_BYTES + " bytes, expected a text file");
      }
      int start = position;
      position = Math.min(limit, end + 1);
      if (end < limit && length == 0) {
        return decode(buffer, start, part);
      }
      if (length + part > pending.length) {
        pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + part));
      }
      System.arraycopy(buffer, start, pending, length, part);
      length += part;
      if (end < limit) {
        return decode(pending, 0, length);
      }
    }
  }

  private boolean fill() throws IOException {
    try {
      limit = Math.max(0, in.read(buffer));
    } catch (ZipException e) {
      throw new MeshFormatException(file, line(), VocabularyReader.DAMAGED_GZIP, e);
    }
    position = 0;
    return limit > 0;
  }

  private String decode(byte[] bytes, int start, int length) throws MeshFormatException {
    int end = length > 0 && bytes[start + length - 1] == '\r' ? length - 1 : length;
    String text = new String(bytes, start, end, StandardCharsets.UTF_8);
    // The decoder replaces what it cannot read; no MeSH term has that character by itself.
    if (text.indexOf('\ufffd') >= 0) {
      throw problem("the text is not valid UTF-8, expected UTF-8");
    }
    return text;
  }
}
