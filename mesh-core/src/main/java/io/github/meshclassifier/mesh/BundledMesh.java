package io.github.meshclassifier.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Loads the vocabulary in the library's jar once. Thread-safe. */
final class BundledMesh {
  private static final String RESOURCE = "mesh2024.tsv.gz";

  private static @Nullable MeshTree tree;

  private BundledMesh() {}

  /** Returns the vocabulary. After a load that failed, the next call tries again. */
  static synchronized MeshTree get() {
    MeshTree loaded = tree;
    if (loaded == null) {
      loaded = load();
      tree = loaded;
    }
    return loaded;
  }

  private static MeshTree load() {
    try (InputStream in = BundledMesh.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(
            RESOURCE + " is missing beside " + BundledMesh.class.getName() + "; use the whole jar");
      }
      return VocabularyReader.read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
