package io.github.meshclassifier.internal.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Writes the files of a report so that each is there whole, or as it was before. */
public final class PageFiles {
  private PageFiles() {}

  /**
   * Writes all files beside their places, forces them to the disk, and moves them when all are
   * written. What has one of the names is replaced; other files stay.
   *
   * @param directory where to; made, with its parents, if it is not there
   * @param files texts by the names of their files, written as UTF-8
   * @throws IOException if a file cannot be written; none of them has changed then, unless moving
   *     failed half-way
   */
  public static void write(Path directory, Map<String, String> files) throws IOException {
    Files.createDirectories(directory);
    Map<Path, Path> places = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path place = directory.resolve(file.getKey());
        if (Files.isDirectory(place)) {
          throw new FileSystemException(
              place.toString(), null, "there is a directory where a file of the report belongs");
        }
        Path beside = directory.resolve("." + file.getKey() + ".tmp-" + suffix());
        places.put(beside, place);
        write(beside, file.getValue());
      }
      for (Map.Entry<Path, Path> move : places.entrySet()) {
        move(move.getKey(), move.getValue());
      }
    } catch (IOException | RuntimeException | Error e) {
      for (Path beside : places.keySet()) {
        delete(beside, e);
      }
      throw e;
    }
  }

  private static String suffix() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static void write(Path path, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path path, Throwable reason) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
