package io.github.meshclassifier.article;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 and refuses bytes that are not, with their line.
 *
 * <p>{@link java.io.InputStreamReader} with a reporting decoder drops the characters that it
 * decoded before the bad byte; this one delivers them first.
 */
final class Utf8Reader extends Reader {
  private static final int BUFFER_SIZE = 1 << 13;

  private final InputStream bytes;
  private final String name;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER_SIZE).limit(0);
  private final CharBuffer decoded = CharBuffer.allocate(BUFFER_SIZE).limit(0);
  private boolean ended;
  private boolean malformed;
  private long line = 1;

  Utf8Reader(InputStream bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    while (!decoded.hasRemaining()) {
      if (malformed) {
        throw new ArticleFormatException(
            name, line, "holds bytes that are not UTF-8; save the file as UTF-8", null);
      }
      if (ended && !pending.hasRemaining()) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, decoded.remaining());
    decoded.get(buffer, offset, count);
    for (int i = offset; i < offset + count; i++) {
      line += buffer[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  private void decode() throws IOException {
    decoded.clear();
    CoderResult result = decoder.decode(pending, decoded, ended);
    decoded.flip();
    malformed = result.isError();
    if (result.isUnderflow() && !decoded.hasRemaining() && !ended) {
      pending.compact();
      int count = bytes.read(pending.array(), pending.position(), pending.remaining());
      ended = count < 0;
      pending.position(pending.position() + Math.max(count, 0));
      pending.flip();
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
