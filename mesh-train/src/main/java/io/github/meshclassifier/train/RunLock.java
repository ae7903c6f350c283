package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.files.RealPath;
import io.github.meshclassifier.internal.host.HostName;
import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directories of a run for that run: of all processes and threads that ask for one of
 * them, one has it until it closes this or its process ends, in whatever way.
 *
 * <p>Immutable; to be closed once, by any thread.
 */
final class RunLock implements AutoCloseable {
  /*
   * The lock of "model" is on the file "model.lock" beside it, since the directory itself is moved.
   * "model.checkpoints" and "model.run" have the same lock file, so that a run with default
   * directories has one.
   *
   * The file stays when the lock is given back. If it were deleted, a process that has opened it
   * already could lock the deleted file while another one locks the new file of the same name.
   *
   * Locks of POSIX belong to the process, and closing any channel of the file gives them back
   * (fcntl(2)). So a file that this process has locked must not be opened again, not even by a copy
   * of this class in another class loader. The properties of the system are one table for all of
   * them; a file is known there by what the file system identifies it by, whatever its path.
   *
   * A run on NFS keeps off runs of other machines if the mount has locks: version 4, or version 3
   * without "nolock". Where the file system has none at all, runs of this process are still kept
   * apart, and a warning says that others are not.
   */
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private static final String PROPERTY = "io.github.meshclassifier.lock.";
  private static final Pattern BESIDE_OUTPUT = Pattern.compile("\\.(checkpoints|run)$");
  private static final String THIS_PROCESS = ", which is this process";
  private static final String SUFFIX = ".lock";
  private static final int DEEPEST = 8;
  private static final int MOST_BYTES = 200;

  /** Beyond the end of the file, since elsewhere than on Unix nobody reads a locked byte. */
  private static final long LOCKED_BYTE = 1L << 30;

  private final List<Held> held;

  private RunLock(List<Held> held) {
    this.held = held;
  }

  /**
   * A lock file that is taken.
   *
   * @param property what marks it as taken in this process
   * @param channel what holds it against other processes, if the file system has locks
   */
  private record Held(String property, FileChannel channel) {
    void release() throws IOException {
      try {
        channel.truncate(0);
      } finally {
        giveBack(property, channel);
      }
    }
  }

  /**
   * Takes all directories or none, also if the thread is interrupted, which it stays.
   *
   * @param directories those of a run, which need not exist; their parents are created if need be
   * @throws DirectoryInUseException if another run has one of them, one that it lies in, or one in
   *     it
   * @throws IOException if a lock file cannot be created
   */
  static RunLock acquire(List<Path> directories) throws IOException {
    // In one order for all, so that of two runs with the same directories one gets them.
    SortedMap<Path, Path> files = new TreeMap<>();
    for (Path directory : directories) {
      files.putIfAbsent(createParent(lockFile(RealPath.of(directory))), directory);
    }
    boolean interrupted = Thread.interrupted();
    Map<String, Held> held = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Path> file : files.entrySet()) {
        boolean done = false;
        while (!done) {
          try {
            Held one = take(file.getKey(), file.getValue(), held);
            held.put(one.property(), one);
            requireFreeAround(file.getValue(), held.keySet());
            requireFreeInside(file.getValue(), held.keySet());
            done = true;
          } catch (ClosedByInterruptException e) {
            interrupted |= Thread.interrupted();
          }
        }
      }
      return new RunLock(List.copyOf(held.values()));
    } catch (IOException | RuntimeException | Error e) {
      release(held.values());
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The lock file of a directory, by its real path. */
  private static Path lockFile(Path real) throws IOException {
    Path name = real.getFileName();
    if (name == null) {
      throw new IOException("a run cannot have the root of a file system, " + real);
    }
    String output = BESIDE_OUTPUT.matcher(name.toString()).replaceFirst("");
    return real.resolveSibling(output + SUFFIX);
  }

  private static Path createParent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    return file;
  }

  /** Requires that no other run has a directory that this one lies in. */
  private static void requireFreeAround(Path directory, Set<String> own) throws IOException {
    Path around = RealPath.of(directory).getParent();
    while (around != null && around.getFileName() != null) {
      Path file = lockFile(around);
      if (Files.isRegularFile(file) && Files.isReadable(file)) {
        requireNotTaken(file, directory, "a directory that this one lies in", own);
      }
      around = around.getParent();
    }
  }

  /**
   * Requires that no other run has a directory that lies in this one. Only a directory of a run
   * that is resumed is not empty; as many levels are searched as anybody may put below it.
   */
  private static void requireFreeInside(Path directory, Set<String> own) throws IOException {
    Path real = RealPath.of(directory);
    if (!Files.isDirectory(real)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> paths = Files.walk(real, DEEPEST)) {
      files = paths.filter(path -> path.toString().endsWith(SUFFIX)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      if (Files.isRegularFile(file) && Files.isReadable(file)) {
        requireNotTaken(file, directory, "a directory that lies in this one", own);
      }
    }
  }

  /** Asks without keeping the lock, so that many runs can be in one directory. */
  private static void requireNotTaken(Path file, Path directory, String what, Set<String> own)
      throws IOException {
    String property = property(file);
    if (own.contains(property)) {
      return;
    }
    // One object for all class loaders: of two that ask at once, neither refuses the other.
    synchronized (PROPERTY.intern()) {
      Object other = System.getProperties().putIfAbsent(property, owner());
      if (other != null) {
        throw new DirectoryInUseException(directory, what, other + THIS_PROCESS, file);
      }
      FileChannel channel = null;
      try {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        if (!lock(channel, directory, true)) {
          throw new DirectoryInUseException(directory, what, owner(channel), file);
        }
      } finally {
        giveBack(property, channel);
      }
    }
  }

  private static String property(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return PROPERTY + (key != null ? key : file.toRealPath());
  }

  private static String owner() {
    String process = "process " + ProcessHandle.current().pid() + " on " + HostName.get();
    return process + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Takes one file, or returns what has it already on behalf of this run. */
  private static Held take(Path file, Path directory, Map<String, Held> own) throws IOException {
    String what = "this directory";
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Of a run before; what matters is whether somebody has it.
    }
    String property = property(file);
    Held before = own.get(property);
    if (before != null) {
      return before;
    }
    String owner = owner();
    Object other = System.getProperties().putIfAbsent(property, owner);
    if (other != null) {
      throw new DirectoryInUseException(directory, what, other + THIS_PROCESS, file);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!lock(channel, directory, false)) {
        throw new DirectoryInUseException(directory, what, owner(channel), file);
      }
      write(channel, owner);
      return new Held(property, channel);
    } catch (IOException | RuntimeException | Error e) {
      giveBack(property, channel);
      throw e;
    }
  }

  /** The mark is removed last: until the channel is closed, nobody may open another one. */
  private static void giveBack(String property, @Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      System.getProperties().remove(property);
    }
  }

  /** Returns false if another process has it. */
  private static boolean lock(FileChannel channel, Path directory, boolean shared)
      throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, shared) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      LOG.warn(
          "{}: this file system has no locks ({}), so that a training run in another process is not"
              + " kept away",
          Printable.line(directory.toString()),
          Printable.line(e.toString()));
      return true;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    channel.read(bytes, 0);
    String owner = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    return owner.isEmpty() ? "another process" : owner;
  }

  private static void write(FileChannel channel, String owner) throws IOException {
    channel.truncate(0);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(owner + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void release(Iterable<Held> held) {
    boolean interrupted = Thread.interrupted();
    for (Held one : held) {
      try {
        one.release();
      } catch (IOException e) {
        LOG.warn("The lock of a training run was not given back in order: {}", e.toString());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the directories back. */
  @Override
  public void close() {
    release(held);
  }
}
