package io.github.meshclassifier.article;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The uncompressed bytes of a source. Remembers why reading failed, since parsers wrap or swallow
 * what a stream throws.
 *
 * <p>It always reports 0 bytes as {@code available}. A buffer around it would otherwise read ahead,
 * fail at damaged bytes, and lose the good bytes before them.
 */
final class ContentStream extends InputStream {
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;
  private static final int BUFFER_BYTES = 1 << 13;

  private final InputStream owned;
  private final InputStream bytes;
  private final boolean compressed;
  private @Nullable IOException failure;
  private boolean damaged;

  ContentStream(InputStream stream) throws IOException {
    owned = stream;
    BufferedInputStream raw = new BufferedInputStream(stream, BUFFER_BYTES);
    raw.mark(2);
    compressed = raw.read() == GZIP_MAGIC_1 && raw.read() == GZIP_MAGIC_2;
    raw.reset();
    InputStream content = raw;
    if (compressed) {
      try {
        content = new GZIPInputStream(new MemberwiseStream(raw), BUFFER_BYTES);
      } catch (EOFException | ZipException e) {
        note(e);
      }
    }
    bytes = content;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      return bytes.read(buffer, offset, length);
    } catch (IOException e) {
      note(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      bytes.close();
    } finally {
      owned.close();
    }
  }

  /** Returns what reading threw, null if nothing. */
  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Returns whether the failure lies in the content, as damaged gzip data, and not in reading it.
   */
  boolean isDamaged() {
    return damaged;
  }

  private void note(IOException e) {
    failure = e;
    damaged = compressed && (e instanceof EOFException || e instanceof ZipException);
  }

  /**
   * Reports that bytes are available. Only then does GZIPInputStream look for a further member; it
   * would silently drop the rest of a file of several members on streams that report none.
   */
  private static final class MemberwiseStream extends FilterInputStream {
    MemberwiseStream(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
