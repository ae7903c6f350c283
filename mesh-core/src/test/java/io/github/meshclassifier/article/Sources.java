package io.github.meshclassifier.article;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Article sources for tests. */
final class Sources {
  private Sources() {}

  static byte[] resource(String name) {
    try (InputStream in = Objects.requireNonNull(Sources.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Article> read(byte[] bytes) throws IOException {
    return read(new ByteArrayInputStream(bytes), "test");
  }

  static List<Article> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<Article> readResource(String name) throws IOException {
    return read(new ByteArrayInputStream(resource(name)), name);
  }

  static List<Article> read(InputStream in, String name) throws IOException {
    try (ArticleReader reader = ArticleReader.open(in, name)) {
      return reader.stream().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static byte[] gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  /** Repeats a part between a head and a tail, and counts what is read of it. */
  static final class Endless extends InputStream {
    private final byte[] head;
    private final byte[] part;
    private final long limit;
    long bytesRead;
    boolean closed;

    Endless(String head, String part, long limit) {
      this.head = head.getBytes(StandardCharsets.UTF_8);
      this.part = part.getBytes(StandardCharsets.UTF_8);
      this.limit = limit;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (bytesRead >= limit) {
        return -1;
      }
      int count = (int) Math.min(length, limit - bytesRead);
      for (int i = 0; i < count; i++) {
        long at = bytesRead + i;
        buffer[offset + i] =
            at < head.length ? head[(int) at] : part[(int) ((at - head.length) % part.length)];
      }
      bytesRead += count;
      return count;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
