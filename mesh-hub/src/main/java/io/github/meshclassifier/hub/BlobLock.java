package io.github.meshclassifier.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one thread of one process work on a blob, so that it is transferred once. The lock saves
 * work; no file of the cache depends on it, since all are moved into place complete. To be closed
 * by the thread that acquired it.
 */
final class BlobLock implements Closeable {
  /*
   * The file is the one that the official Python client locks, with flock. Java's locks are those
   * of fcntl, and Linux lets neither see the other: so Python and Java may transfer the same blob at
   * once. They write to partial files of different names, and the second move puts the same content
   * in the place of the first.
   *
   * fcntl's locks belong to the process, and closing any channel of the file drops them. Hence the
   * lock within the process around them.
   */
  private static final Logger LOG = LoggerFactory.getLogger(BlobLock.class);

  private static final ConcurrentMap<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();
  private static final long POLL_MILLIS = 50;

  private final ReentrantLock lock;
  private final @Nullable FileChannel channel;

  private BlobLock(ReentrantLock lock, @Nullable FileChannel channel) {
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Waits for the lock; throws InterruptedException if the thread is interrupted before it has the
   * lock.
   */
  static BlobLock acquire(Path directory, String name) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path file = directory.toRealPath().resolve(name);
    ReentrantLock lock = IN_PROCESS.computeIfAbsent(file, k -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      return new BlobLock(lock, lockFile(file));
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      lock.unlock();
      throw e;
    }
  }

  private static @Nullable FileChannel lockFile(Path file)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (!tryLock(channel)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      return channel;
    } catch (IOException e) {
      // Some network file systems have none; then each process fetches for itself.
      channel.close();
      LOG.warn("The cache's file system has no locks: {}", e.toString());
      return null;
    } catch (InterruptedException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock fileLock = channel.tryLock();
      return fileLock != null;
    } catch (OverlappingFileLockException e) {
      // The same library loaded twice in this process.
      return false;
    }
  }

  /** Returns whether other processes are kept away too. */
  boolean isExclusive() {
    return channel != null;
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("A lock of the cache was not released in order: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }
}
