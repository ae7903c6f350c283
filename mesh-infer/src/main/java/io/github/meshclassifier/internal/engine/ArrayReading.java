package io.github.meshclassifier.internal.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads tensors straight into the memory of new arrays, without a copy in between. */
final class ArrayReading {
  private static final int EXPONENT = 0x7f800000;

  private ArrayReading() {}

  /** An array, its memory, and the tensor to read into it. */
  private record Target(PtNDArray array, ByteBuffer memory, String stored, long elements) {
    static Target allocate(WeightSpec spec, String stored, NDManager cpu) {
      Shape shape = new Shape(spec.dimensions());
      PtNDArray array = (PtNDArray) cpu.create(shape, DataType.FLOAT32);
      ByteBuffer memory = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
      if (!memory.isDirect()) {
        throw new IllegalStateException("the engine gave a copy of an array and not its memory");
      }
      return new Target(array, memory, stored, shape.size());
    }

    void read(Checkpoint checkpoint) throws ModelLoadException {
      checkpoint.readFloats(stored, memory);
      if (!isFinite(memory.flip().asIntBuffer())) {
        throw ModelLoadException.in(
                checkpoint.location(), "tensor '" + stored + "' does not hold numbers only")
            .expected("finite numbers")
            .found("NaN or infinity")
            .remedy("The training that wrote it diverged, or the file is damaged; fetch it again.")
            .build();
      }
    }

    /** Checks the exponents: only NaN and infinity have all bits of it set. */
    private static boolean isFinite(IntBuffer floats) {
      int largest = 0;
      int count = floats.remaining();
      for (int i = 0; i < count; i++) {
        largest = Math.max(largest, floats.get(i) & EXPONENT);
      }
      return largest < EXPONENT;
    }
  }

  /**
   * Reads weights whose shapes have been checked.
   *
   * @param stored the checkpoint's name of each weight
   * @param manager the owner of the arrays, which decides their device
   * @return the arrays by the weights' names, in the order of {@code stored}
   */
  static Map<String, PtNDArray> read(
      Checkpoint checkpoint, Map<WeightSpec, String> stored, NDManager manager)
      throws ModelLoadException {
    return manager.getDevice().equals(Device.cpu())
        ? readAll(checkpoint, stored, manager)
        : readEach(checkpoint, stored, manager);
  }

  /**
   * Reads on all processors, the largest tensors first, so that no large one is read alone at the
   * end.
   */
  private static Map<String, PtNDArray> readAll(
      Checkpoint checkpoint, Map<WeightSpec, String> stored, NDManager manager)
      throws ModelLoadException {
    Map<String, Target> targets = new LinkedHashMap<>();
    stored.forEach((spec, name) -> targets.put(spec.name(), Target.allocate(spec, name, manager)));
    List<ConcurrentReads.Read> reads =
        targets.values().stream()
            .sorted(Comparator.comparingLong(Target::elements).reversed())
            .<ConcurrentReads.Read>map(target -> () -> target.read(checkpoint))
            .toList();
    ConcurrentReads.run(reads);
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    targets.forEach((name, target) -> arrays.put(name, target.array));
    return arrays;
  }

  /** Reads one tensor at a time through the host's memory. */
  private static Map<String, PtNDArray> readEach(
      Checkpoint checkpoint, Map<WeightSpec, String> stored, NDManager manager)
      throws ModelLoadException {
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    for (Map.Entry<WeightSpec, String> weight : stored.entrySet()) {
      try (NDManager cpu = manager.newSubManager(Device.cpu())) {
        Target target = Target.allocate(weight.getKey(), weight.getValue(), cpu);
        target.read(checkpoint);
        PtNDArray placed = target.array.toDevice(manager.getDevice(), false);
        placed.attach(manager);
        arrays.put(weight.getKey().name(), placed);
      }
    }
    return arrays;
  }
}
