package io.github.meshclassifier.internal.backbone;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import io.github.meshclassifier.internal.checkpoint.TensorNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the weights of a checkpoint into native arrays.
 *
 * <p>Not thread-safe; its one method may be called from any thread.
 */
public final class WeightLoader {
  private WeightLoader() {}

  /**
   * What a checkpoint gave.
   *
   * @param arrays the weights it holds, in the order asked for
   * @param missing the weights it lacks
   * @param unused the names of what it holds beyond them, such as pre-training heads
   */
  public record Loaded(
      Map<String, PtNDArray> arrays, List<WeightSpec> missing, List<String> unused) {}

  /**
   * Reads the weights that a program needs.
   *
   * <p>The arrays own their memory: they outlive the file, and a file that changes on disk later
   * cannot harm them.
   *
   * @param checkpoint the open weight file
   * @param prefix what the checkpoint's names may lack, as {@code "bert."}
   * @param specs the weights to read
   * @param manager the owner of the arrays, which decides their device
   * @return the arrays, float32
   * @throws ModelLoadException if a weight has another shape than the program needs
   */
  public static Loaded load(
      Checkpoint checkpoint, String prefix, List<WeightSpec> specs, NDManager manager)
      throws ModelLoadException {
    TensorNames names =
        TensorNames.match(
            checkpoint.names(), specs.stream().map(WeightSpec::name).toList(), prefix);
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    List<WeightSpec> missing = new ArrayList<>();
    for (WeightSpec spec : specs) {
      String stored = names.find(spec.name());
      if (stored == null) {
        missing.add(spec);
        continue;
      }
      checkShape(checkpoint, stored, spec);
      arrays.put(spec.name(), read(checkpoint, stored, spec, manager));
    }
    return new Loaded(arrays, missing, names.unused());
  }

  /** Reads straight into the memory of a new array, without a copy in between. */
  private static PtNDArray read(
      Checkpoint checkpoint, String stored, WeightSpec spec, NDManager manager)
      throws ModelLoadException {
    Shape shape = new Shape(spec.dimensions());
    try (NDManager cpu = manager.newSubManager(Device.cpu())) {
      PtNDArray array = (PtNDArray) cpu.create(shape, DataType.FLOAT32);
      ByteBuffer memory = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
      checkpoint.readFloats(stored, memory);
      if (!memory.isDirect()) {
        array.set(memory.flip().asFloatBuffer());
      }
      PtNDArray placed = array.toDevice(manager.getDevice(), false);
      placed.attach(manager);
      return placed;
    }
  }

  private static void checkShape(Checkpoint checkpoint, String stored, WeightSpec spec)
      throws ModelLoadException {
    long[] found = checkpoint.shape(stored);
    if (!Arrays.equals(found, spec.dimensions())) {
      throw ModelLoadException.in(
              checkpoint.location(),
              "tensor '" + stored + "' does not fit config.json and the labels")
          .expected("shape " + spec.shape())
          .found("shape " + Arrays.toString(found))
          .remedy("Put the config.json and the weights of the same model side by side.")
          .build();
    }
  }
}
