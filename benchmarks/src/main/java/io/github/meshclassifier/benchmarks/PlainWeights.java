package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.engine.WeightLoader;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The weights of a classifier as float32 arrays on the CPU.
 *
 * <p>Not thread-safe.
 *
 * @param config the checkpoint's configuration
 * @param labels the number of outputs
 * @param arrays the weights under their Hugging Face names
 * @param manager owns them
 */
record PlainWeights(
    BackboneConfig config, int labels, Map<String, PtNDArray> arrays, NDManager manager)
    implements AutoCloseable {
  /**
   * Reads a checkpoint.
   *
   * @param files where it is
   * @throws IOException if it cannot be read, or lacks a weight
   */
  static PlainWeights read(ModelFiles files) throws IOException {
    BackboneConfig config = Families.read(files);
    ModelFamily family = config.family();
    int labels = config.labels().size();
    List<WeightSpec> specs = family.tensors(config, labels);
    NDManager manager = PyTorch.engine().newBaseManager(Device.cpu());
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      WeightLoader.Loaded loaded = WeightLoader.load(checkpoint, family, specs, manager);
      return new PlainWeights(config, labels, loaded.arrays(), manager);
    } catch (Throwable failure) {
      manager.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
