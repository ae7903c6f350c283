package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The tiny BERT classifier of mesh-infer's tests. */
final class Fixture {
  private Fixture() {}

  static Path directory() throws URISyntaxException {
    return Path.of(Fixture.class.getResource("/fixtures/bert/config.json").toURI()).getParent();
  }

  static ModelFiles files() throws IOException, URISyntaxException {
    return ModelFiles.directory(directory());
  }
}
