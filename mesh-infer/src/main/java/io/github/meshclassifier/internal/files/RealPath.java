package io.github.meshclassifier.internal.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds the one path of a directory, which may be absent, that the operating system means by any
 * spelling of it.
 */
public final class RealPath {
  private static final int MOST_LINKS = 40;

  /** Windows takes the names before {@code ..} away before it looks at links. */
  private static final boolean DOTS_BEFORE_LINKS = File.separatorChar == '\\';

  private RealPath() {}

  /**
   * Follows symbolic links in the order in which they stand, those that lead to nothing too, and
   * takes {@code ..} as the parent of what the names before it lead to. Names that are not there
   * are kept, as if they were directories.
   *
   * @return an absolute path without links, {@code .} and {@code ..}
   * @throws FileSystemLoopException if there are more than 40 links that lead to nothing, as in a
   *     circle
   */
  public static Path of(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (DOTS_BEFORE_LINKS) {
      absolute = absolute.normalize();
    }
    Deque<Path> names = new ArrayDeque<>();
    putFirst(names, absolute);
    Path real = absolute.getRoot();
    int links = 0;
    while (!names.isEmpty()) {
      Path next = step(real, names.pop());
      if (Files.exists(next)) {
        real = next.toRealPath();
      } else if (Files.isSymbolicLink(next)) {
        links++;
        if (links > MOST_LINKS) {
          throw new FileSystemLoopException(path.toString());
        }
        Path target = real.resolve(Files.readSymbolicLink(next));
        putFirst(names, target);
        real = target.getRoot();
      } else {
        real = next;
      }
    }
    return real;
  }

  private static void putFirst(Deque<Path> names, Path path) {
    for (int i = path.getNameCount() - 1; i >= 0; i--) {
      names.push(path.getName(i));
    }
  }

  /** Goes from a path without links to a name in it, which may be one. */
  private static Path step(Path real, Path name) {
    String text = name.toString();
    if (text.equals("..")) {
      Path parent = real.getParent();
      return parent != null ? parent : real;
    }
    return text.equals(".") ? real : real.resolve(name);
  }
}
