package io.github.meshclassifier.internal.files;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Read-only access to the files of one model: a directory or a class path folder.
 *
 * <p>File names are plain names such as {@code config.json}; a name that could leave the model is
 * an {@link IllegalArgumentException}. Thread-safe.
 */
public sealed interface ModelFiles permits DirectoryFiles, ResourceFiles {
  /** Opens a model directory; throws ModelLoadException if there is no such directory. */
  static ModelFiles directory(Path directory) throws ModelLoadException {
    return DirectoryFiles.open(directory);
  }

  /**
   * Names a folder of the class path. Nothing is read until a file is asked for, and only streams
   * are used, so it works inside jars and jars within jars.
   *
   * @param folder the folder, with {@code /} between its parts, such as {@code models/mini}
   */
  static ModelFiles resources(ClassLoader loader, String folder) {
    return new ResourceFiles(loader, folder);
  }

  /**
   * Tells whether the model has a file; returns true if something of that name is there; {@link
   * #open} says if it cannot be read.
   */
  boolean exists(String name);

  /** Opens a file; the caller closes it; throws ModelLoadException if there is no such file. */
  InputStream open(String name) throws IOException;

  /**
   * Reads a whole file into memory.
   *
   * @param limit the largest size accepted, in bytes
   * @throws ModelLoadException if the file is missing, larger than the limit, or unreadable
   */
  default byte[] readAll(String name, int limit) throws ModelLoadException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(limit);
      if (bytes.length == limit && in.read() >= 0) {
        throw ModelLoadException.in(location(name), name + " is too large")
            .expected("at most " + limit + " bytes")
            .found("more")
            .build();
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * Reads a whole file that holds one JSON object; returns the object, its keys in the order of the
   * file.
   */
  default JsonObject readObject(String name, int limit) throws ModelLoadException {
    return ModelJson.object(readAll(name, limit), name, location(name));
  }

  /**
   * Returns where a file is, or would be, for messages: a path, or {@code classpath:} and the
   * resource name.
   */
  String location(String name);

  /** Returns where the model is, for messages. */
  String location();

  /**
   * Returns the path of a file, whether it exists or not; empty if the files are not in a
   * directory.
   */
  Optional<Path> path(String name);

  default ModelLoadException unreadable(String name, IOException cause) {
    return cause instanceof ModelLoadException known
        ? known
        : ModelLoadException.in(location(name), name + " cannot be read: " + cause)
            .cause(cause)
            .build();
  }

  /**
   * Returns a name unchanged if it is a plain file name; throws IllegalArgumentException if it is
   * empty, a parent folder, or has a separator.
   */
  static String plainName(String name) {
    if (!ModelLayout.isPlainName(name)) {
      throw new IllegalArgumentException("not a plain file name: " + Printable.quote(name));
    }
    return name;
  }
}
