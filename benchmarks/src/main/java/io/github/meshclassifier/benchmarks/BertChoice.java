package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The BERT that a benchmark was asked to run: {@code bundled}, a directory, or a geometry such as
 * {@code 12x768}, 12 layers of width 768 with 12 heads, random weights and the bundled tokenizer.
 *
 * @param files the model
 * @param scratch a temporary directory, deleted when this is closed
 */
record BertChoice(ModelFiles files, Scratch scratch) implements AutoCloseable {
  private static final Pattern GEOMETRY = Pattern.compile("(\\d+)x(\\d+)");

  static BertChoice open(String model) throws IOException {
    Scratch scratch = Scratch.create();
    try {
      Matcher geometry = GEOMETRY.matcher(model);
      ModelFiles files =
          geometry.matches()
              ? random(
                  scratch.directory().resolve("random"),
                  Integer.parseInt(geometry.group(1)),
                  Integer.parseInt(geometry.group(2)))
              : ModelChoice.files(model);
      return new BertChoice(files, scratch);
    } catch (Throwable failure) {
      scratch.close();
      throw failure;
    }
  }

  private static ModelFiles random(Path directory, int layers, int hidden) throws IOException {
    ModelFiles bundled = ModelChoice.files(ModelChoice.BUNDLED);
    int vocabulary = Families.read(bundled).vocabularySize();
    ModelFiles files =
        CheckpointFiles.writeSafetensors(
            directory, CheckpointFiles.config(layers, hidden, vocabulary));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      try (InputStream in = bundled.open(name)) {
        Files.copy(in, directory.resolve(name));
      }
    }
    return files;
  }

  /** Where the model is, unless it is the bundled one. */
  Path directory() {
    return Path.of(files.location());
  }

  /** Starts a classifier of the model that {@link #open} was asked for. */
  MeshClassifier.Builder classifier(String model) {
    return model.equals(ModelChoice.BUNDLED)
        ? MeshClassifier.builder()
        : MeshClassifier.builder(directory());
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
