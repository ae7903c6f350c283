package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The committed checkpoint and files made by hand. */
public final class Fixtures {
  static final String FOLDER = "fixtures/bert";

  private Fixtures() {}

  public static ModelFiles bert() {
    return ModelFiles.resources(Fixtures.class.getClassLoader(), FOLDER);
  }

  public static byte[] bert(String name) throws IOException {
    return bert().readAll(name, 1 << 20);
  }

  /** Copies the checkpoint into a directory. */
  static ModelFiles bertIn(Path directory) throws IOException {
    for (String name : new String[] {"config.json", "model.safetensors", "vocab.txt"}) {
      try (InputStream in = bert().open(name)) {
        Files.copy(in, directory.resolve(name));
      }
    }
    return ModelFiles.directory(directory);
  }

  static float[] floats(Checkpoint weights, String name) throws ModelLoadException {
    float[] values = new float[(int) weights.elements(name)];
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    weights.readFloats(name, buffer);
    if (buffer.hasRemaining()) {
      throw new AssertionError("the position did not move by the tensor's size");
    }
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  public static Map<String, float[]> all(ModelFiles files) throws IOException {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    try (Checkpoint weights = Checkpoint.open(files)) {
      for (String name : weights.names()) {
        tensors.put(name, floats(weights, name));
      }
    }
    return tensors;
  }

  /** Returns a file with this header and that many bytes of data, counting up. */
  static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  public static ModelFiles directory(Path directory, String name, byte[] content)
      throws IOException {
    Files.write(directory.resolve(name), content);
    return ModelFiles.directory(directory);
  }
}
