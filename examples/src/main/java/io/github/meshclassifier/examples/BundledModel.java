package io.github.meshclassifier.examples;

import io.github.meshclassifier.model.mini.MiniModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies the bundled model out of its jar, for what needs a directory. */
public final class BundledModel {
  private static final List<String> FILES =
      List.of(
          "config.json",
          "model-int8.safetensors",
          "tokenizer.json",
          "tokenizer_config.json",
          "mesh-classifier.json");

  private BundledModel() {}

  /**
   * Copies the files.
   *
   * @param directory an existing directory that has none of them
   * @throws IOException if there is no bundled model, or a file cannot be written
   */
  public static void copyTo(Path directory) throws IOException {
    for (String name : FILES) {
      String resource = MiniModel.RESOURCE_FOLDER + "/" + name;
      try (InputStream in = MiniModel.class.getClassLoader().getResourceAsStream(resource)) {
        if (in == null) {
          throw new FileNotFoundException(
              resource + " is not on the class path; add the artifact mesh-model-mini");
        }
        Files.copy(in, directory.resolve(name));
      }
    }
  }
}
