package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of one file of a model. A file in a directory is read where it lies, straight into the
 * caller's buffer; a class path resource, which can only be streamed, is held in memory until
 * closed. Thread-safe. Closing during a read makes the read fail.
 */
abstract sealed class FileBytes implements ByteSource, Closeable {
  /* Positional reads and not a mapping: the kernel copies into the target without a page fault for
   * each page of the file, and a file that shrinks while it is in use gives a short read, where an
   * access to a mapping would fault. */

  final String file;

  final String location;

  /** The number of bytes when the file was opened. */
  final long size;

  private FileBytes(String file, String location, long size) {
    this.file = file;
    this.location = location;
    this.size = size;
  }

  static FileBytes open(ModelFiles files, String name) throws ModelLoadException {
    Optional<Path> path = files.path(name);
    try {
      if (path.isPresent() && Files.isRegularFile(path.get())) {
        return onDisk(path.get(), name, files.location(name));
      }
      try (InputStream in = files.open(name)) {
        return InMemory.read(in, name, files.location(name));
      }
    } catch (IOException e) {
      throw files.unreadable(name, e);
    }
  }

  private static FileBytes onDisk(Path path, String name, String location) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new OnDisk(name, location, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Returns part of the file; the caller has bounded the length. */
  final byte[] bytes(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    read(position, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Starts the description of what is wrong with the file. */
  final ModelLoadException.Builder problem(String what) {
    return ModelLoadException.in(location, file + ": " + what);
  }

  /** Reads from a channel, whose position is not used. */
  private static final class OnDisk extends FileBytes {
    /** Bounds the buffer that the platform keeps for each thread that reads into the heap. */
    private static final int HEAP_CHUNK = 1 << 18;

    private final FileChannel channel;

    OnDisk(String file, String location, FileChannel channel) throws IOException {
      super(file, location, channel.size());
      this.channel = channel;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
      Objects.checkFromIndexSize(position, target.remaining(), size);
      int limit = target.limit();
      long next = position;
      try {
        while (target.position() < limit) {
          int left = limit - target.position();
          int length = target.isDirect() ? left : Math.min(left, HEAP_CHUNK);
          int n = channel.read(target.limit(target.position() + length), next);
          if (n < 0) {
            throw problem("the file has become shorter while it was in use")
                .expected(size + " bytes")
                .found(channel.size())
                .build();
          }
          next += n;
        }
      } finally {
        target.limit(limit);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Holds pages, so that neither one array nor two gigabytes limit the size. */
  private static final class InMemory extends FileBytes {
    private static final int PAGE = 1 << 18;

    private volatile List<byte[]> pages;

    private InMemory(String file, String location, long size, List<byte[]> pages) {
      super(file, location, size);
      this.pages = pages;
    }

    static InMemory read(InputStream in, String file, String location) throws IOException {
      List<byte[]> pages = new ArrayList<>();
      long size = 0;
      byte[] page = in.readNBytes(PAGE);
      while (page.length > 0) {
        pages.add(page);
        size += page.length;
        page = page.length < PAGE ? new byte[0] : in.readNBytes(PAGE);
      }
      return new InMemory(file, location, size, List.copyOf(pages));
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
      Objects.checkFromIndexSize(position, target.remaining(), size);
      List<byte[]> held = pages;
      if (held.isEmpty() && size > 0) {
        throw new ClosedChannelException();
      }
      long next = position;
      while (target.hasRemaining()) {
        byte[] page = held.get((int) (next / PAGE));
        int at = (int) (next % PAGE);
        int n = Math.min(target.remaining(), page.length - at);
        target.put(page, at, n);
        next += n;
      }
    }

    @Override
    public void close() {
      pages = List.of();
    }
  }
}
