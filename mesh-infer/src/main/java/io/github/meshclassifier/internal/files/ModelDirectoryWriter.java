package io.github.meshclassifier.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a model directory so that it is either complete or not there: the files are written beside
 * the target, forced to the disk, and moved into place as one. Thread-safe; of two writers with one
 * target, at most one succeeds.
 */
public final class ModelDirectoryWriter {
  private ModelDirectoryWriter() {}

  /** Writes the files of a model. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all files.
     *
     * @param directory an empty directory
     * @throws IOException if that fails; what was written is deleted then
     */
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Requires that a directory can be written: it is absent, or it is empty. Call it before long
   * work whose result goes there.
   *
   * @throws FileAlreadyExistsException if it has files, or is not a directory
   */
  public static void requireFree(Path target) throws IOException {
    Path real = RealPath.of(target);
    if (!Files.exists(real)) {
      return;
    }
    if (!Files.isDirectory(real)) {
      throw refusal(target, "the output path is not a directory");
    }
    try (Stream<Path> files = Files.list(real)) {
      if (files.findAny().isPresent()) {
        throw refusal(target, "the output directory is not empty");
      }
    } catch (NotDirectoryException e) {
      throw refusal(target, "the output path is not a directory");
    }
  }

  private static FileAlreadyExistsException refusal(Path target, String problem) {
    return new FileAlreadyExistsException(
        target.toString(),
        null,
        problem + ", expected an absent or empty one; name another or remove it");
  }

  /**
   * Writes a directory. Missing parent directories are created.
   *
   * @throws FileAlreadyExistsException if the target has files, or is not a directory
   * @throws IOException if writing or moving fails; nothing is left then
   */
  public static void write(Path target, Content content) throws IOException {
    requireFree(target);
    // The directory may be reached through a link, which must stay.
    Path real = RealPath.of(target);
    Path parent = real.getParent();
    Path name = real.getFileName();
    if (parent == null || name == null) {
      throw refusal(target, "the output path is the root of a file system");
    }
    Files.createDirectories(parent);
    Path temporary = parent.resolve("." + name + ".tmp-" + suffix());
    Files.createDirectory(temporary);
    try {
      content.writeTo(temporary);
      forceAll(temporary);
      // Not every file system replaces an empty directory by a move.
      Files.deleteIfExists(real);
      move(temporary, real);
    } catch (IOException | RuntimeException | Error e) {
      deleteTree(temporary, e);
      throw e;
    }
    forceDirectory(parent);
  }

  /**
   * Writes a directory in place of one written before. The old files stay whole until the new ones
   * are; between the two moves at the end, the target is absent for a moment.
   *
   * @param target the directory, absent or with any files
   * @throws IOException if writing or moving fails; the old directory is there then
   */
  public static void replace(Path target, Content content) throws IOException {
    Path real = RealPath.of(target);
    if (!Files.exists(real)) {
      write(target, content);
      return;
    }
    Path old = real.resolveSibling("." + real.getFileName() + ".old-" + suffix());
    Path fresh = real.resolveSibling("." + real.getFileName() + ".new-" + suffix());
    write(fresh, content);
    try {
      move(real, old);
      try {
        move(fresh, real);
      } catch (IOException e) {
        move(old, real);
        throw e;
      }
    } catch (IOException e) {
      deleteTree(fresh, e);
      throw e;
    }
    deleteTree(old);
  }

  /**
   * Removes what a {@link #write} or {@link #replace} left beside a directory when its process was
   * killed. If that was between the two moves of a replacement, the old directory is put back. Call
   * it only while nobody writes the directory.
   */
  public static void recover(Path target) throws IOException {
    Path real = RealPath.of(target);
    Path parent = real.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return;
    }
    String name = Pattern.quote(String.valueOf(real.getFileName()));
    Pattern left =
        Pattern.compile(
            String.format(
                Locale.ROOT,
                "\\.%1$s\\.(tmp|new|old)-%2$s|\\.\\.%1$s\\.new-%2$s\\.tmp-%2$s",
                name,
                "[0-9a-f]{16}"));
    List<Path> leftovers;
    try (Stream<Path> paths = Files.list(parent)) {
      leftovers =
          paths.filter(path -> left.matcher(path.getFileName().toString()).matches()).toList();
    }
    for (Path leftover : leftovers) {
      if (leftover.getFileName().toString().contains(".old-") && !Files.exists(real)) {
        move(leftover, real);
      } else {
        deleteTree(leftover);
      }
    }
  }

  /**
   * Deletes a directory that {@link #write} wrote, so that whatever is left of it at any moment is
   * complete, or is what {@link #recover} removes.
   */
  public static void delete(Path directory) throws IOException {
    Path real = directory.toRealPath();
    Path leftover = real.resolveSibling("." + real.getFileName() + ".tmp-" + suffix());
    move(real, leftover);
    deleteTree(leftover);
  }

  /**
   * Writes a file in place of one before: beside it first, forced to the disk, and moved, so that
   * the old one is there until the new one is, whole.
   *
   * @param file the file; its directory has to exist
   */
  public static void replaceFile(Path file, String text) throws IOException {
    // One name for all tries: a file that a killed process left is overwritten, not kept for ever.
    Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String suffix() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  private static void forceAll(Path directory) throws IOException {
    for (Path path : tree(directory)) {
      if (Files.isDirectory(path)) {
        forceDirectory(path);
      } else {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }

  /** Makes the names in a directory durable where the platform can: Windows cannot open one. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The files themselves are forced; only a power failure right now could lose the move.
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    for (Path path : tree(directory)) {
      Files.deleteIfExists(path);
    }
  }

  private static void deleteTree(Path directory, Throwable failure) {
    try {
      deleteTree(directory);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Lists a directory and what is in it, the innermost first. */
  private static List<Path> tree(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
