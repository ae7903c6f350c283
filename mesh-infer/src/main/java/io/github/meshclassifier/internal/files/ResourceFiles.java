package io.github.meshclassifier.internal.files;

import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The files of a class path folder. */
record ResourceFiles(ClassLoader loader, String folder) implements ModelFiles {
  ResourceFiles {
    Objects.requireNonNull(loader, "loader");
    int start = folder.startsWith("/") ? 1 : 0;
    int end =
        folder.length() > start && folder.endsWith("/") ? folder.length() - 1 : folder.length();
    folder = folder.substring(start, end);
  }

  @Override
  public boolean exists(String name) {
    return loader.getResource(resolve(name)) != null;
  }

  @Override
  public InputStream open(String name) throws IOException {
    InputStream in = loader.getResourceAsStream(resolve(name));
    if (in == null) {
      throw ModelLoadException.in(location(name), name + " is missing")
          .expected("a resource of that name on the class path")
          .found("nothing")
          .build();
    }
    return in;
  }

  @Override
  public String location(String name) {
    return "classpath:" + resolve(name);
  }

  @Override
  public String location() {
    return "classpath:" + folder;
  }

  @Override
  public Optional<Path> path(String name) {
    return Optional.empty();
  }

  private String resolve(String name) {
    String plain = ModelFiles.plainName(name);
    return folder.isEmpty() ? plain : folder + "/" + plain;
  }
}
