package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The state of a training session on disk: float32 tensors, to the bit. Has no state itself. */
final class StateFile {
  static final String NAME = "session.safetensors";

  private StateFile() {}

  /**
   * Writes arrays, one after the other, without a copy of any on the heap.
   *
   * @param directory has no such file yet
   * @throws IOException if the file exists or cannot be written; nothing is left of it then
   */
  static void write(Path directory, Map<String, PtNDArray> arrays) throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    arrays.forEach(
        (name, array) ->
            specs.add(TensorSpec.of(name, TensorType.F32, array.getShape().getShape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(directory.resolve(NAME), specs)) {
      for (Map.Entry<String, PtNDArray> entry : arrays.entrySet()) {
        ByteBuffer values = entry.getValue().toByteBuffer(true).order(ByteOrder.nativeOrder());
        writer.write(entry.getKey(), values.asFloatBuffer());
      }
      writer.finish();
    }
  }

  /**
   * Reads arrays in place.
   *
   * @param arrays what has to be in the file, no more and no less
   * @param copying writes the second array's numbers into the first
   * @throws ModelLoadException if the file is missing, damaged, or of another session; if it was
   *     found to be so before the first tensor was read, nothing has changed
   */
  static void read(
      Path directory,
      Map<String, PtNDArray> arrays,
      NDManager manager,
      BiConsumer<PtNDArray, PtNDArray> copying)
      throws IOException {
    try (Checkpoint file = Safetensors.open(ModelFiles.directory(directory), NAME)) {
      check(file, arrays);
      for (Map.Entry<String, PtNDArray> entry : arrays.entrySet()) {
        try (NDManager cpu = manager.newSubManager(Device.cpu())) {
          PtNDArray read = (PtNDArray) cpu.create(entry.getValue().getShape(), DataType.FLOAT32);
          file.readFloats(entry.getKey(), read.toByteBuffer(true).order(ByteOrder.nativeOrder()));
          copying.accept(entry.getValue(), read);
        }
      }
    }
  }

  private static void check(Checkpoint file, Map<String, PtNDArray> arrays)
      throws ModelLoadException {
    if (!file.names().equals(arrays.keySet())) {
      throw otherSession(file, "the state holds other tensors than this session trains")
          .expected(arrays.size() + " tensors" + some(arrays.keySet(), file.names()))
          .found(file.names().size() + some(file.names(), arrays.keySet()))
          .build();
    }
    for (Map.Entry<String, PtNDArray> entry : arrays.entrySet()) {
      Shape expected = entry.getValue().getShape();
      long[] found = file.shape(entry.getKey());
      if (!Arrays.equals(expected.getShape(), found)) {
        // The name is one of this session's own, so that all of it may be said.
        throw otherSession(file, "tensor " + entry.getKey() + " does not fit this session")
            .expected("shape " + Arrays.toString(expected.getShape()))
            .found("shape " + Arrays.toString(found))
            .build();
      }
    }
  }

  private static ModelLoadException.Builder otherSession(Checkpoint file, String problem) {
    return ModelLoadException.in(file.location(), problem)
        .remedy(
            "Resume with the base model, labels, frozen layers and averaging of the run that"
                + " wrote it.");
  }

  /** Names one tensor of these that is not among those. */
  private static String some(Iterable<String> these, Iterable<String> those) {
    TreeSet<String> rest = new TreeSet<>();
    these.forEach(rest::add);
    those.forEach(rest::remove);
    return rest.isEmpty()
        ? ""
        : ", of which " + rest.size() + " only here, such as " + rest.first();
  }
}
