package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.mini.MiniModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model that a benchmark was asked to run: {@code bundled}, a directory, the name of a {@link
 * PublishedTokenizer}, which has no weights, or a geometry such as {@code 12x768}, a BERT of 12
 * layers of width 768 with 12 heads, random weights and the bundled tokenizer.
 *
 * @param name how it was asked for
 * @param files the model
 * @param scratch a temporary directory, deleted when this is closed
 */
record ModelChoice(String name, ModelFiles files, Scratch scratch) implements AutoCloseable {
  /** Names the model on the class path. */
  static final String BUNDLED = "bundled";

  private static final Pattern GEOMETRY = Pattern.compile("(\\d+)x(\\d+)");

  static ModelChoice open(String name) throws IOException {
    Scratch scratch = Scratch.create();
    try {
      return new ModelChoice(name, files(name, scratch.directory()), scratch);
    } catch (Throwable failure) {
      scratch.close();
      throw failure;
    }
  }

  private static ModelFiles files(String name, Path scratch) throws IOException {
    Matcher geometry = GEOMETRY.matcher(name);
    if (geometry.matches()) {
      return random(
          scratch.resolve("random"),
          Integer.parseInt(geometry.group(1)),
          Integer.parseInt(geometry.group(2)));
    } else if (PublishedTokenizer.NAMES.contains(name)) {
      PublishedTokenizer.write(name, scratch);
      return ModelFiles.directory(scratch);
    }
    return name.equals(BUNDLED) ? bundled() : ModelFiles.directory(Path.of(name));
  }

  static ModelFiles bundled() {
    return ModelFiles.resources(MiniModel.class.getClassLoader(), MiniModel.RESOURCE_FOLDER);
  }

  private static ModelFiles random(Path directory, int layers, int hidden) throws IOException {
    ModelFiles bundled = bundled();
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

  /** Starts a classifier of the model. */
  MeshClassifier.Builder classifier() {
    return name.equals(BUNDLED) ? MeshClassifier.builder() : MeshClassifier.builder(directory());
  }

  /**
   * Finds a device.
   *
   * @param device {@code cpu}, {@code gpu} for the first GPU, or {@code auto} for the first GPU if
   *     DJL sees one and the CPU else
   * @throws IllegalArgumentException if it is another word
   */
  static ComputeDevice device(String device) {
    return switch (device) {
      case "cpu" -> ComputeDevice.cpu();
      case "gpu" -> ComputeDevice.gpu(0);
      case "auto" ->
          PyTorch.engine().getGpuCount() > 0 ? ComputeDevice.gpu(0) : ComputeDevice.cpu();
      default ->
          throw new IllegalArgumentException("device must be auto, cpu or gpu, was " + device);
    };
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
