package io.github.meshclassifier.train;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a small file. */
@FunctionalInterface
interface FileWriter {
  /**
   * Writes a new file.
   *
   * @throws IOException if the file exists or cannot be written
   */
  void write(Path file, byte[] bytes) throws IOException;
}
