package io.github.meshclassifier.internal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes by position: a file, or one entry of an archive. */
@FunctionalInterface
interface ByteSource {
  /**
   * Fills a buffer.
   *
   * @param position the first byte, from the start of the source
   * @param target filled from its position to its limit
   * @throws io.github.meshclassifier.model.ModelLoadException if the bytes are not there
   */
  void read(long position, ByteBuffer target) throws IOException;
}
