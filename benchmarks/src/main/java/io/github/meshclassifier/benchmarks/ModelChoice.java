package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.mini.MiniModel;
import java.nio.file.Path;

/** The model that a benchmark was asked to run: {@code bundled}, or a directory. */
final class ModelChoice {
  /** Names the model on the class path. */
  static final String BUNDLED = "bundled";

  private ModelChoice() {}

  static ModelFiles files(String model) throws ModelLoadException {
    return model.equals(BUNDLED)
        ? ModelFiles.resources(MiniModel.class.getClassLoader(), MiniModel.RESOURCE_FOLDER)
        : ModelFiles.directory(Path.of(model));
  }

  /** Starts a classifier of the model. */
  static MeshClassifier.Builder builder(String model) {
    return model.equals(BUNDLED)
        ? MeshClassifier.builder()
        : MeshClassifier.builder(Path.of(model));
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
}
