package io.github.meshclassifier.tracking;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * A file that grows at its end. It is no channel, since a thread that is interrupted, as one that
 * trains may be, would close that.
 *
 * <p>Not thread-safe.
 */
final class AppendedFile implements Closeable {
  private final FileOutputStream file;
  private final OutputStream out;

  AppendedFile(Path path) throws IOException {
    file = new FileOutputStream(path.toFile(), true);
    out = new BufferedOutputStream(file);
  }

  /** Returns false if somebody else has the file, which it does until it is closed. */
  boolean lock() throws IOException {
    try {
      // A byte beyond the end, since elsewhere than on Unix nobody reads a locked one.
      return file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Hands what was written to the operating system. */
  void flush() throws IOException {
    out.flush();
  }

  /** Hands what was written to the disk. */
  void force() throws IOException {
    flush();
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      force();
    }
  }
}
