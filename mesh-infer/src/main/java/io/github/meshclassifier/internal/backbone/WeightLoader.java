package io.github.meshclassifier.internal.backbone;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.Safetensors;
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
      Safetensors checkpoint, String prefix, List<WeightSpec> specs, NDManager manager)
      throws ModelLoadException {
    TensorNames names =
        TensorNames.match(
            checkpoint.names(), specs.stream().map(WeightSpec::name).toList(), prefix);
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    List<WeightSpec> missing = new ArrayList<>();
    ByteBuffer scratch = ByteBuffer.allocateDirect(0);
    for (WeightSpec spec : specs) {
      String stored = names.find(spec.name());
      if (stored == null) {
        missing.add(spec);
        continue;
      }
      checkShape(checkpoint, stored, spec);
      int bytes = Math.toIntExact(checkpoint.elements(stored) * Float.BYTES);
      if (scratch.capacity() < bytes) {
        scratch = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      }
      scratch.clear();
      checkpoint.readFloats(stored, scratch);
      scratch.flip();
      try (PtNDArray borrowed =
          ((PtNDManager) manager).create(scratch, new Shape(spec.dimensions()), DataType.FLOAT32)) {
        arrays.put(spec.name(), (PtNDArray) borrowed.duplicate());
      }
    }
    return new Loaded(arrays, missing, names.unused());
  }

  private static void checkShape(Safetensors checkpoint, String stored, WeightSpec spec)
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
