package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a vocabulary file is damaged or in no format that {@link MeshTree} reads.
 *
 * <p>Thread-safe as exceptions are: all but the stack trace is fixed at construction. The message
 * begins with {@code file:line}.
 */
public final class MeshFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name of the file. */
  private final String file;

  /** The line number. */
  private final long line;

  MeshFormatException(String file, long line, String problem, @Nullable Throwable cause) {
    super(Printable.line(file + ":" + line + ": " + problem), cause);
    this.file = file;
    this.line = line;
  }

  MeshFormatException(String file, long line, String problem) {
    this(file, line, problem, null);
  }

  /**
   * Returns the file as the caller named it.
   *
   * @return the path or the name given to {@link MeshTree#read(java.io.InputStream, String)}
   */
  public String file() {
    return file;
  }

  /**
   * Returns the line where the problem was found.
   *
   * @return the line number in the decompressed text, from 1
   */
  public long line() {
    return line;
  }
}
