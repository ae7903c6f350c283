package io.github.meshclassifier.internal.natives;

import ai.djl.util.Utils;
import io.github.meshclassifier.model.InferenceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/** The directory into which native libraries are unpacked: DJL's, shared with its other users. */
final class NativeCache {
  private static final String ENGINE_DIRECTORY = "ENGINE_CACHE_DIR";
  private static final String DIRECTORY = "DJL_CACHE_DIR";

  private NativeCache() {}

  /**
   * Finds the directory of one kind of libraries, and has DJL use it.
   *
   * <p>It is where {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR} says, else {@code .djl.ai} in
   * the home directory. If that cannot be written, DJL would use one temporary directory for all
   * users of the machine, who would run what the first of them has put there. Here each has their
   * own.
   *
   * @param kind DJL's name of the kind, such as {@code pytorch}
   * @return the directory, which may not exist
   * @throws InferenceException if the user cannot have a directory among the temporary ones
   */
  static Path directory(String library, String kind) {
    boolean named = isNamed(ENGINE_DIRECTORY) || isNamed(DIRECTORY);
    if (!named && !Files.isWritable(Path.of(System.getProperty("user.home")))) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      try {
        System.setProperty(ENGINE_DIRECTORY, ownDirectory(temporary).toString());
      } catch (IOException e) {
        throw new InferenceException(notUnpacked(library, temporary, 0, e), e);
      }
    }
    return Utils.getEngineCacheDir(kind);
  }

  private static boolean isNamed(String variable) {
    String directory = Utils.getEnvOrSystemProperty(variable);
    return directory != null && !directory.isEmpty();
  }

  /**
   * Makes the user's directory among the temporary ones, if it is not there; throws IOException if
   * it cannot be made, or belongs to another user.
   */
  static Path ownDirectory(Path temporary) throws IOException {
    // Only this user can write it, and its owner is the name that the file system has for this
    // user.
    Path made = Files.createTempDirectory(temporary, ".djl.ai-");
    try {
      String user = owner(made);
      Path own = temporary.resolve(".djl.ai-" + user.replaceAll("[^\\p{Alnum}._-]", "_"));
      if (Files.exists(own)) {
        requireOwner(own, user);
      } else {
        Files.move(made, own, StandardCopyOption.ATOMIC_MOVE);
      }
      return own;
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static void requireOwner(Path directory, String user) throws IOException {
    String found = owner(directory);
    if (!Files.isDirectory(directory) || !found.equals(user)) {
      throw new AccessDeniedException(
          directory.toString(), null, "it is not a directory of " + user + " but of " + found);
    }
  }

  private static String owner(Path path) throws IOException {
    try {
      return Files.getOwner(path).getName();
    } catch (UnsupportedOperationException e) {
      // A file system without owners.
      return System.getProperty("user.name", "");
    }
  }

  /**
   * Checks that libraries can be unpacked.
   *
   * @param directory where to; made if it is not there
   * @throws InferenceException if the directory cannot be written, or has no room for them
   */
  static void requireRoom(String library, Path directory, long bytes) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "probe", ".tmp"));
    } catch (IOException e) {
      throw new InferenceException(notUnpacked(library, directory, bytes, e), e);
    }
    if (usable(directory) < bytes) {
      throw new InferenceException(full(library, directory, bytes, usable(directory)));
    }
  }

  static String notUnpacked(String library, Path directory, long bytes, IOException failure) {
    long usable = usable(directory);
    if (usable < bytes) {
      return full(library, directory, bytes, usable);
    }
    return library
        + " cannot be unpacked into "
        + directory
        + ": "
        + failure
        + ". Make the directory writable for the user "
        + System.getProperty("user.name")
        + ", or name another in the environment variable or system property "
        + DIRECTORY;
  }

  /** Says that the disk is full, and what to do. */
  static String full(String library, Path directory, long bytes, long usable) {
    return library
        + " cannot be unpacked into "
        + directory
        + ": the disk is full. It takes "
        + megabytes(bytes)
        + " and "
        + megabytes(usable)
        + " are free. Free space there, or name a directory on another disk in the environment"
        + " variable or system property "
        + DIRECTORY;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** What is free for this user where a directory is or would be; without limit if unknown. */
  private static long usable(Path directory) {
    try {
      Path there = directory.toAbsolutePath();
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      FileStore store = Files.getFileStore(there != null ? there : directory);
      long usable = store.getUsableSpace();
      return store.getTotalSpace() <= 0 || usable < 0 ? Long.MAX_VALUE : usable;
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Returns how large resources are.
   *
   * @param resources their full names; one that is missing counts 0 bytes
   * @return the number of bytes, uncompressed
   */
  static long size(ClassLoader loader, List<String> resources) throws IOException {
    long size = 0;
    for (String resource : resources) {
      URL url = loader.getResource(resource);
      if (url != null) {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        InputStream in = connection.getInputStream();
        try {
          size += Math.max(0, connection.getContentLengthLong());
        } finally {
          // Closes the jar as well.
          in.close();
        }
      }
    }
    return size;
  }

  /** Unpacks one library. Afterwards the file is complete or absent. */
  static void unpack(ClassLoader loader, String resource, Path file) throws IOException {
    Path partial = Files.createTempFile(file.getParent(), "unpacked", ".tmp");
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is not on the class path");
      }
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      moveTo(file, partial);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Another process may have been first; on some systems a library in use cannot be replaced. */
  private static void moveTo(Path file, Path partial) throws IOException {
    try {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw e;
      }
    }
  }
}
