package io.github.meshclassifier.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A range of a file, hashed as it is read. The last bytes of the file are returned only if the file
 * as a whole has the expected hash: a request with too short a body is refused by every server, so
 * content that is not what was announced is never stored. Not thread-safe; one per request.
 */
final class FileSlice extends InputStream {
  private final UploadFile file;
  private final BlobDigest digest;
  private final String expected;
  private final LongConsumer position;
  private final InputStream in;
  private final long end;
  private long at;

  /**
   * Opens a range.
   *
   * @param digest has the bytes before the range in it already, and gets those of the range
   * @param expected the hash of the whole file, in lower-case hexadecimal digits
   * @param position told how far in the file reading is, in bytes
   */
  FileSlice(
      UploadFile file,
      long from,
      long length,
      BlobDigest digest,
      String expected,
      LongConsumer position)
      throws IOException {
    this.file = file;
    this.digest = digest;
    this.expected = expected;
    this.position = position;
    this.at = from;
    this.end = from + length;
    file.requireUnchanged();
    FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    try {
      channel.position(from);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    this.in = Channels.newInputStream(channel);
  }

  /** Returns the hash of all bytes up to the end of the range, once they are read. */
  BlobDigest digest() {
    return digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (at == end) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, end - at));
    if (n < 0) {
      throw new ChangedFileException(file.name());
    }
    digest.update(buffer, offset, n);
    at += n;
    if (at == file.size()) {
      requireExpected();
    }
    position.accept(at);
    return n;
  }

  private void requireExpected() throws IOException {
    if (!digest.hex().equals(expected)) {
      throw new ChangedFileException(file.name());
    }
    file.requireUnchanged();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
