package io.github.meshclassifier.internal.files;

import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of a model directory. Symbolic links are followed, as the Hugging Face cache uses them.
 */
record DirectoryFiles(Path directory) implements ModelFiles {
  DirectoryFiles {
    Objects.requireNonNull(directory, "directory");
  }

  static DirectoryFiles open(Path directory) throws ModelLoadException {
    Path absolute = directory.toAbsolutePath();
    if (!Files.isDirectory(absolute)) {
      boolean there = Files.exists(absolute);
      throw ModelLoadException.in(
              absolute.toString(),
              there ? "the model path is not a directory" : "the model directory does not exist")
          .expected("a directory with config.json, weights and a tokenizer")
          .found(there ? "a file" : "nothing")
          .build();
    }
    return new DirectoryFiles(absolute);
  }

  @Override
  public boolean exists(String name) {
    // A file that is there and cannot be read, such as a link into a cache that was emptied, must
    // not count as absent: open says what is wrong.
    return Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public InputStream open(String name) throws IOException {
    Path file = resolve(name);
    // A directory or a named pipe of that name would fail late, or block for ever.
    if (!Files.isRegularFile(file)) {
      throw ModelLoadException.in(file.toString(), name + " is missing")
          .expected("a file of that name in the model directory")
          .found(
              Files.isSymbolicLink(file)
                  ? "a link that leads to no file"
                  : Files.exists(file) ? "something that is not a file" : "nothing")
          .build();
    }
    return Files.newInputStream(file);
  }

  @Override
  public String location(String name) {
    return resolve(name).toString();
  }

  @Override
  public String location() {
    return directory.toString();
  }

  @Override
  public Optional<Path> path(String name) {
    return Optional.of(resolve(name));
  }

  private Path resolve(String name) {
    return directory.resolve(ModelFiles.plainName(name));
  }
}
