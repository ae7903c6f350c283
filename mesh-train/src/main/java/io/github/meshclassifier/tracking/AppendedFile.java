package io.github.meshclassifier.tracking;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * A file that is appended to. No channel is used, since an interrupt of the thread, which ends a
 * training run, would close it.
 *
 * <p>Not thread-safe.
 */
class AppendedFile implements Closeable {
  private final FileOutputStream file;
  private final OutputStream out;

  AppendedFile(Path path) throws IOException {
    file = new FileOutputStream(path.toFile(), true);
    out = new BufferedOutputStream(file);
  }

  /** Locks the file until it is closed; returns false if another writer has it. */
  boolean lock() throws IOException {
    try {
      // A byte beyond the end, since on other systems than Unix a locked byte cannot be read.
      return file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Passes what was written to the operating system. */
  public void flush() throws IOException {
    out.flush();
  }

  /** Forces what was written to the disk. */
  public void force() throws IOException {
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
