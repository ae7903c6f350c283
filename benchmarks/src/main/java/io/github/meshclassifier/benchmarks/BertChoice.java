package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The BERT that a benchmark was asked to run: {@code bundled}, a directory, or a geometry such as
 * {@code 12x768}, 12 layers of width 768 with 12 heads, random weights and the bundled tokenizer.
 *
 * @param files the model
 * @param scratch a temporary directory, deleted when this is closed
 */
record BertChoice(ModelFiles files, Path scratch) implements AutoCloseable {
  private static final Pattern GEOMETRY = Pattern.compile("(\\d+)x(\\d+)");

  static BertChoice open(String model) throws IOException {
    Path scratch = Files.createTempDirectory("benchmark-bert");
    try {
      Matcher geometry = GEOMETRY.matcher(model);
      ModelFiles files =
          geometry.matches()
              ? random(
                  scratch.resolve("random"),
                  Integer.parseInt(geometry.group(1)),
                  Integer.parseInt(geometry.group(2)))
              : ModelChoice.files(model);
      return new BertChoice(files, scratch);
    } catch (Throwable failure) {
      delete(scratch);
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

  /** Where the model is, if it is not the bundled one. */
  Path directory() {
    return Path.of(files.location());
  }

  @Override
  public void close() throws IOException {
    delete(scratch);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
