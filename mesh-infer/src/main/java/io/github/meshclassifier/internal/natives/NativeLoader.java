package io.github.meshclassifier.internal.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Loads native libraries.
 *
 * <p>The JVM binds a library to one class loader and refuses the same file to any other. Of a
 * library that holds native methods a second class loader gets a copy of the file; libraries that
 * those depend on are in the process already, and the system's linker finds them by name.
 */
final class NativeLoader {
  /** More class loaders with this library than a process can be expected to have. */
  private static final int MOST_COPIES = 1000;

  private NativeLoader() {}

  /**
   * Loads a library whose native methods belong to classes of this class loader.
   *
   * @throws IllegalCallerException if the JVM was told to refuse native access
   * @throws IOException if another class loader has the library and no copy can be made
   */
  static void load(Path library) throws IOException {
    boolean bound = bind(library);
    for (int number = 1; !bound; number++) {
      if (number > MOST_COPIES) {
        throw new IOException(
            MOST_COPIES + " class loaders of this process have loaded " + library);
      }
      bound = bind(copy(library, number));
    }
  }

  /**
   * Loads a library that others depend on and that has no native methods itself; to have it in the
   * process is enough.
   */
  static void loadDependency(Path library) {
    bind(library);
  }

  /**
   * Tells whether a library could not be loaded since another class loader of the process has it.
   */
  static boolean isTaken(Throwable error) {
    return String.valueOf(error.getMessage()).contains("already loaded in another classloader");
  }

  /**
   * Puts the copy beside the library if it can be written there, where the linker looks for the
   * libraries that it depends on. The name of the copy ends like that of the library, by which DJL
   * recognizes what it must not load itself.
   */
  private static Path copy(Path library, int number) throws IOException {
    Path directory = library.toAbsolutePath().getParent();
    if (directory == null || !Files.isWritable(directory)) {
      directory = NativeCache.ownDirectory(Path.of(System.getProperty("java.io.tmpdir")));
    }
    Path copy = directory.resolve("copy-" + number + "-" + library.getFileName());
    if (!Files.exists(copy) || Files.mismatch(library, copy) >= 0) {
      Path partial = Files.createTempFile(directory, "copy", ".tmp");
      try {
        Files.copy(library, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    return copy;
  }

  /**
   * Loads a library for the class loader of the class that calls {@code System.load}, which is this
   * one; returns false if another class loader has it.
   */
  private static boolean bind(Path library) {
    try {
      System.load(library.toAbsolutePath().toString());
      return true;
    } catch (UnsatisfiedLinkError e) {
      if (!isTaken(e)) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Tells whether this class loader has a class, so that its native methods can be loaded here;
   * returns false if the class is in one that others share.
   */
  static boolean owns(Class<?> owner) {
    return owner.getClassLoader() == NativeLoader.class.getClassLoader();
  }
}
