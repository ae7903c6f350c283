package io.github.meshclassifier.article;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes. Those that are not in the encoding are refused with their line, or replaced by
 * {@link #UNDECODABLE}.
 *
 * <p>{@link java.io.InputStreamReader} with a reporting decoder drops the characters that it
 * decoded before the bad byte; this one delivers them first.
 */
final class StrictReader extends Reader {
  /** A code point that Unicode keeps for use inside of programs, and that XML allows. */
  static final char UNDECODABLE = '\ufdd0';

  private static final int BUFFER_SIZE = 1 << 13;

  private final InputStream bytes;
  private final String name;
  private final boolean replacing;
  private final CharsetDecoder decoder;
  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER_SIZE).limit(0);
  private final CharBuffer decoded = CharBuffer.allocate(BUFFER_SIZE).limit(0);
  private boolean ended;
  private @Nullable ArticleFormatException failure;
  private long line = 1;

  StrictReader(InputStream bytes, Charset encoding, String name, boolean replacing) {
    this.bytes = bytes;
    this.name = name;
    this.replacing = replacing;
    decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    while (!decoded.hasRemaining()) {
      if (failure != null) {
        throw failure;
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
    if (result.isError() && replacing && decoded.hasRemaining()) {
      pending.position(pending.position() + result.length());
      decoded.put(UNDECODABLE);
    }
    decoded.flip();
    if (result.isError() && !replacing) {
      failure =
          new ArticleFormatException(
              name, line + decoded.chars().filter(c -> c == '\n').count(), problem(), null);
    } else if (result.isUnderflow() && !decoded.hasRemaining() && !ended) {
      pending.compact();
      int count = bytes.read(pending.array(), pending.position(), pending.remaining());
      ended = count < 0;
      pending.position(pending.position() + Math.max(count, 0));
      pending.flip();
    }
  }

  /** Returns what is wrong with a place that cannot be decoded. */
  String problem() {
    return "holds bytes that are not " + decoder.charset() + "; save the file as UTF-8";
  }

  /** Returns what reading threw because of malformed bytes, null if nothing. */
  @Nullable ArticleFormatException failure() {
    return failure;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
