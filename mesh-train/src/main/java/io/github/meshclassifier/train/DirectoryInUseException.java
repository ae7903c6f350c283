package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.message.Printable;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A directory of a training run is that of another run which is going on, in this process or in
 * another one, lies in one of its directories, or holds one of them.
 *
 * <p>Nothing was read or written. When the other run is over, or its process has ended in whatever
 * way, the directory is free. Not thread-safe, as all exceptions.
 */
public final class DirectoryInUseException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param directory the directory, as the refused run names it
   * @param what what the other run has, this directory, one around it or one in it
   * @param holder the process of the run that has it
   * @param lockFile the file that it holds
   */
  DirectoryInUseException(Path directory, String what, String holder, Path lockFile) {
    super(
        Printable.line(directory.toString()),
        null,
        Printable.line(
            "a training run that is going on has "
                + what
                + ": "
                + holder
                + " (by the lock on "
                + lockFile
                + "); wait for its end, or name another directory"));
  }
}
