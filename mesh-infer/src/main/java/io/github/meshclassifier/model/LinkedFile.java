package io.github.meshclassifier.model;

import io.github.meshclassifier.internal.layout.ModelLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose content a message may quote: a model that somebody else packed can hold links to
 * files that are no part of it and that readers of the log are not meant to see. A message about
 * one file can quote another of the same model, so a link in the place of any small file counts.
 */
final class LinkedFile {
  private LinkedFile() {}

  /**
   * Returns a link out of the model that a message is about: the file named, or one of the small
   * files beside it.
   *
   * @param location the path of the model directory or of a file in it, or what is no path, such as
   *     a place on the class path
   */
  static Optional<Path> outOf(String location) {
    Path named;
    try {
      named = Path.of(location).toAbsolutePath();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    boolean whole = Files.isDirectory(named);
    Stream<Path> small =
        Stream.concat(
                ModelLayout.SMALL.stream(),
                Stream.of(ModelLayout.SAFETENSORS_INDEX, ModelLayout.TORCH_INDEX))
            .map(name -> whole ? named.resolve(name) : named.resolveSibling(name));
    return Stream.concat(whole ? Stream.empty() : Stream.of(named), small)
        .filter(LinkedFile::leadsOut)
        .findFirst();
  }

  /**
   * Returns whether a file of a model is a link to one that is no part of the model. The Hub's
   * cache keeps what belongs to a snapshot in {@code blobs} beside {@code snapshots}.
   */
  private static boolean leadsOut(Path file) {
    try {
      Path directory = file.getParent();
      if (directory == null || !Files.isSymbolicLink(file)) {
        return false;
      }
      Path model = directory.toRealPath();
      Path target = file.toRealPath();
      Path blobs = blobs(model);
      return !target.startsWith(model) && (blobs == null || !target.startsWith(blobs));
    } catch (IOException e) {
      // A link that leads nowhere: there is no content to quote.
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
