package io.github.meshclassifier.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose content a message may quote: a model that somebody else packed can hold links to
 * files that are no part of it and that whoever reads the log is not meant to see.
 */
final class LinkedFile {
  private LinkedFile() {}

  /**
   * Returns whether a file of a model is a link to one that is no part of the model. The Hub's
   * cache keeps what belongs to a snapshot in {@code blobs} beside {@code snapshots}.
   *
   * @param location a path, or what is none, such as a place on the class path
   */
  static boolean leadsOut(String location) {
    try {
      Path file = Path.of(location).toAbsolutePath();
      Path directory = file.getParent();
      if (directory == null || !Files.isSymbolicLink(file)) {
        return false;
      }
      Path model = directory.toRealPath();
      Path target = file.toRealPath();
      Path blobs = blobs(model);
      return !target.startsWith(model) && (blobs == null || !target.startsWith(blobs));
    } catch (InvalidPathException | IOException e) {
      // Not a path, or a link that leads nowhere: there is no content to quote.
      return false;
    }
  }

  private static @Nullable Path blobs(Path model) {
    Path snapshots = model.getParent();
    return snapshots != null && snapshots.endsWith("snapshots")
        ? snapshots.resolveSibling("blobs")
        : null;
  }
}
