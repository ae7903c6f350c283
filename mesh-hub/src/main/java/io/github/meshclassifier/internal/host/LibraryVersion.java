package io.github.meshclassifier.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** The version of this library. */
public final class LibraryVersion {
  // Not the manifest: in a jar that was packed again it is the application's.
  private static final String RESOURCE =
      "/META-INF/maven/io.github.meshclassifier/mesh-hub/pom.properties";

  private LibraryVersion() {}

  /**
   * Reads the version that the build wrote into the jar; empty for classes that are in no jar, or
   * in one without Maven's files.
   */
  public static Optional<String> find() {
    try (InputStream in = LibraryVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }
}
