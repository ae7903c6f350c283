package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.infer.ComputeDevice;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;

/** The model that a benchmark was asked to run: {@code bundled}, or a directory. */
final class ModelChoice {
  /** Names the model on the class path. */
  static final String BUNDLED = "bundled";

  private static final String FOLDER = "META-INF/mesh-classifier/model";

  private ModelChoice() {}

  static ModelFiles files(String model) throws ModelLoadException {
    return model.equals(BUNDLED)
        ? ModelFiles.resources(ModelChoice.class.getClassLoader(), FOLDER)
        : ModelFiles.directory(Path.of(model));
  }

  /**
   * Loads a classifier.
   *
   * @param model {@code bundled} or a directory
   * @param device {@code cpu}, or {@code gpu} for the first GPU, which needs a directory
   * @throws IllegalArgumentException if the device is another word, or the bundled model is asked
   *     to run on a GPU
   */
  static MeshClassifier classifier(String model, String device) throws IOException {
    ComputeDevice where =
        switch (device) {
          case "cpu" -> ComputeDevice.cpu();
          case "gpu" -> ComputeDevice.gpu(0);
          default -> throw new IllegalArgumentException("device must be cpu or gpu, was " + device);
        };
    if (!model.equals(BUNDLED)) {
      return MeshClassifier.builder(Path.of(model)).device(where).build();
    }
    if (where.kind() != ComputeDevice.Kind.CPU) {
      throw new IllegalArgumentException(
          "the bundled model runs on the CPU; name a model directory with -p model=");
    }
    return MeshClassifier.loadBundled();
  }
}
