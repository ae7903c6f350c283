package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.backbone.Architecture;
import io.github.meshclassifier.internal.backbone.Architectures;
import io.github.meshclassifier.internal.backbone.PyTorch;
import io.github.meshclassifier.internal.backbone.WeightLoader;
import io.github.meshclassifier.internal.backbone.WeightSpec;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The weights of a checkpoint as float32 arrays on the CPU; a pretrained one gets a random head,
 * which takes the same time as a trained one.
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
  private static final int LABELS = 14;
  private static final long SEED = 14;

  /**
   * Reads a checkpoint.
   *
   * @param files where it is
   * @throws IOException if it cannot be read, or lacks a weight below the head
   */
  static PlainWeights read(ModelFiles files) throws IOException {
    BackboneConfig config = BackboneConfig.read(files);
    Architecture architecture = Architectures.of(config);
    int labels = config.labels().isEmpty() ? LABELS : config.labels().size();
    List<WeightSpec> specs = architecture.tensors(config, labels);
    NDManager manager = PyTorch.engine().newBaseManager(Device.cpu());
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      WeightLoader.Loaded loaded =
          WeightLoader.loadPretrained(checkpoint, architecture, specs, manager);
      Map<String, PtNDArray> arrays = new LinkedHashMap<>(loaded.arrays());
      Random random = new Random(SEED);
      for (WeightSpec spec : loaded.missing()) {
        arrays.put(spec.name(), random(spec, manager, config.initializerRange(), random));
      }
      return new PlainWeights(config, labels, arrays, manager);
    } catch (Throwable failure) {
      manager.close();
      throw failure;
    }
  }

  private static PtNDArray random(
      WeightSpec spec, NDManager manager, double deviation, Random random) {
    Shape shape = new Shape(spec.dimensions());
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return (PtNDArray) manager.create(values, shape);
  }

  @Override
  public void close() {
    manager.close();
  }
}
