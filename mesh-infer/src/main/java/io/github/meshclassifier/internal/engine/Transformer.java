package io.github.meshclassifier.internal.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.Precision;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * A transformer with its classification head, ready to compute logits. Thread-safe: program and
 * weights are shared and only read. {@link #close} must not overlap a call of {@link #logits}; the
 * owner ensures that.
 */
public final class Transformer implements AutoCloseable {
  /**
   * Products of 8-bit integers are so fast that what lies between them, in float32, takes as long
   * unless it stays in the cache and in memory that the process already has.
   */
  private static final int INT8_TOKENS_PER_RUN = 512;

  private final NDManager manager;
  private final Program program;
  private final IValue weights;
  private final BackboneConfig config;
  private final int labels;
  private final Precision precision;

  private Transformer(
      NDManager manager,
      Program program,
      IValue weights,
      BackboneConfig config,
      int labels,
      Precision precision) {
    this.manager = manager;
    this.program = program;
    this.weights = weights;
    this.config = config;
    this.labels = labels;
    this.precision = precision;
  }

  /**
   * Loads a fine-tuned checkpoint.
   *
   * @param checkpoint the open weight file, which the caller closes
   * @return the backbone, which the caller closes
   * @throws ModelLoadException if the family is not supported, or a weight is missing or misshapen
   * @throws IllegalArgumentException if the device does not compute in that precision
   */
  public static Transformer load(
      Checkpoint checkpoint, BackboneConfig config, int labels, Device device, Precision precision)
      throws ModelLoadException {
    return load(checkpoint, config, labels, device, precision, InferencePrograms::compile);
  }

  @FunctionalInterface
  interface Compiler {
    /** Compiles for a manager's device and a precision that is not {@link Precision#AUTO}. */
    InferencePrograms compile(
        NDManager manager, ModelFamily family, BackboneConfig config, Precision precision);
  }

  static Transformer load(
      Checkpoint checkpoint,
      BackboneConfig config,
      int labels,
      Device device,
      Precision precision,
      LinearLayers linear)
      throws ModelLoadException {
    Compiler compiler = (m, a, c, p) -> InferencePrograms.compile(m, a, c, p, linear);
    return load(checkpoint, config, labels, device, precision, compiler);
  }

  static Transformer load(
      Checkpoint checkpoint,
      BackboneConfig config,
      int labels,
      Device device,
      Precision wanted,
      Compiler compiler)
      throws ModelLoadException {
    Precision precision = NativePrecision.resolve(wanted, device);
    ModelFamily family = config.family();
    NDManager manager = PyTorch.engine().newBaseManager(device);
    try {
      WeightLoader.Loaded loaded =
          WeightLoader.load(checkpoint, family, family.tensors(config, labels), manager);
      // Freed one by one while packing: a packed matrix replaces the one it was made from.
      Runnable release = () -> loaded.arrays().values().forEach(PtNDArray::close);
      return build(manager, family, config, labels, loaded.arrays(), release, precision, compiler);
    } catch (Throwable failure) {
      manager.close();
      throw failure;
    }
  }

  /**
   * Views weights in training as a backbone, to evaluate them as they are.
   *
   * @param weights every weight of the family, float32; they must not change while the backbone is
   *     in use
   * @return the backbone, which the caller closes
   */
  public static Transformer of(
      Map<String, PtNDArray> weights, BackboneConfig config, int labels, Device device)
      throws ModelLoadException {
    NDManager manager = PyTorch.engine().newBaseManager(device);
    try {
      return build(
          manager,
          config.family(),
          config,
          labels,
          weights,
          () -> {},
          Precision.FP32,
          InferencePrograms::compile);
    } catch (Throwable failure) {
      manager.close();
      throw failure;
    }
  }

  /** Compiles and packs; {@code release} is run once a dictionary keeps the weights alive. */
  private static Transformer build(
      NDManager manager,
      ModelFamily family,
      BackboneConfig config,
      int labels,
      Map<String, PtNDArray> arrays,
      Runnable release,
      Precision precision,
      Compiler compiler) {
    InferencePrograms programs = compiler.compile(manager, family, config, precision);
    IValue packed = null;
    try {
      packed = programs.pack(arrays, release, precision);
    } finally {
      if (packed == null) {
        programs.forward().close();
      }
    }
    return new Transformer(manager, programs.forward(), packed, config, labels, precision);
  }

  /**
   * Computes the logits of a batch of token sequences.
   *
   * <p>Sequences do not change each other's logits beyond rounding. On a CPU they are computed end
   * to end, so that any mix of lengths is as fast as equal ones; on a GPU shorter ones are padded.
   *
   * @param batch token ids, special tokens included; neither the batch nor a sequence is empty
   * @return logits by sequence and label
   * @throws IllegalStateException if the process is ending
   */
  public float[][] logits(List<int[]> batch) {
    return joins() ? joined(batch) : paddedLogits(batch);
  }

  float[][] joined(List<int[]> batch) {
    float[][] logits = new float[batch.size()][];
    int begin = 0;
    do {
      int end = endOfRun(batch, begin);
      float[][] part = run(JoinedBatch.of(batch.subList(begin, end)));
      System.arraycopy(part, 0, logits, begin, part.length);
      begin = end;
    } while (begin < batch.size());
    return logits;
  }

  /** Returns the end of the sequences that are computed together, at least one. */
  private int endOfRun(List<int[]> batch, int begin) {
    int most = precision == Precision.INT8 ? INT8_TOKENS_PER_RUN : Integer.MAX_VALUE;
    long tokens = 0;
    int end = begin;
    while (end < batch.size() && (end == begin || tokens + batch.get(end).length <= most)) {
      tokens += batch.get(end).length;
      end++;
    }
    return end;
  }

  private float[][] run(JoinedBatch joined) {
    Shape ids = new Shape(1, joined.ids().length);
    Shape lengths = new Shape(joined.lengths().length);
    return PyTorch.compute(() -> logits(joined.ids(), ids, joined.lengths(), lengths));
  }

  /**
   * Computes the same as {@link #logits} with every sequence padded to the longest, as a GPU does.
   */
  public float[][] paddedLogits(List<int[]> batch) {
    PaddedBatch padded = PaddedBatch.of(batch, config.padTokenId(), config.tokens().paddingSide());
    Shape shape = new Shape(padded.rows(), padded.columns());
    return PyTorch.compute(() -> logits(padded.ids(), shape, padded.mask(), shape));
  }

  /** Returns what the layers are computed in: the precision, never {@link Precision#AUTO}. */
  public Precision precision() {
    return precision;
  }

  /** Returns whether a batch is computed without padding: true on a CPU. */
  public boolean joins() {
    return manager.getDevice().equals(Device.cpu());
  }

  private float[][] logits(long[] ids, Shape idsShape, long[] layout, Shape layoutShape) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue idsValue = IValue.from((PtNDArray) scope.create(ids).reshape(idsShape));
        IValue layoutValue = IValue.from((PtNDArray) scope.create(layout).reshape(layoutShape));
        IValue result = program.run("forward", idsValue, layoutValue, weights)) {
      FloatBuffer flat = FloatBuffer.wrap(result.toTensor(scope).toFloatArray());
      float[][] rows = new float[flat.remaining() / labels][labels];
      for (float[] row : rows) {
        flat.get(row);
      }
      return rows;
    }
  }

  /** Frees the native memory; must be called once. */
  @Override
  public void close() {
    Closing.inOrder(weights::close, program::close, manager::close);
  }
}
