package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.protobuf.ProtobufMessage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Writes an ONNX model: its graph to one file, its weights to another beside it.
 *
 * <p>Nodes have to come after those whose outputs they read. Field numbers are those of {@code
 * onnx.proto}. Not thread-safe.
 */
final class OnnxWriter implements Closeable {
  /** The domain of ONNX Runtime's fused operators. */
  static final String MICROSOFT = "com.microsoft";

  /** The domain of ONNX's own operators. */
  static final String ONNX = "";

  /** Stands for an optional input that is left out. */
  static final String NONE = "";

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final int EXTERNAL = 1;
  // Files are mapped into memory from such offsets on.
  private static final int ALIGNMENT = 1 << 12;

  private final Path model;
  private final String weightsName;
  private final FileChannel weights;
  private final ProtobufMessage graph = new ProtobufMessage();
  private int nodes;

  private OnnxWriter(Path model, String weightsName, FileChannel weights) {
    this.model = model;
    this.weightsName = weightsName;
    this.weights = weights;
  }

  /** A type of elements; the number is ONNX's. */
  enum Type {
    FLOAT(1),
    INT8(3),
    INT32(6);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /** Opens both files, which must not exist. */
  static OnnxWriter create(Path model) throws IOException {
    String weightsName = model.getFileName() + ".weights";
    FileChannel weights =
        FileChannel.open(
            model.resolveSibling(weightsName),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    return new OnnxWriter(model, weightsName, weights);
  }

  /** Declares an input of the model; sizes are given by name. */
  void input(String name, Type type, String... sizes) {
    graph.message(11, value(name, type, sizes));
  }

  /** Declares an output of the model; sizes are given by name. */
  void output(String name, Type type, String... sizes) {
    graph.message(12, value(name, type, sizes));
  }

  /** Adds a weight and returns its name. */
  String floats(String name, float[] values, long... sizes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return weight(name, Type.FLOAT, bytes, sizes);
  }

  /** Adds a weight of small integers and returns its name. */
  String bytes(String name, byte[] values, long... sizes) throws IOException {
    return weight(name, Type.INT8, ByteBuffer.wrap(values), sizes);
  }

  /**
   * Adds a weight of one integer and returns its name.
   *
   * @param value the only element of a tensor without sizes
   */
  String integer(String name, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return weight(name, Type.INT32, bytes.putInt(value).flip());
  }

  /**
   * Adds an operator.
   *
   * @param attributes integers are {@link Long}, numbers {@link Float}
   * @param outputs the names of its outputs
   * @return the first output
   */
  String node(
      String domain,
      String operator,
      List<String> inputs,
      Map<String, ? extends Number> attributes,
      String... outputs) {
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(input -> node.text(1, input));
    for (String output : outputs) {
      node.text(2, output);
    }
    node.text(3, operator + nodes++).text(4, operator).text(7, domain);
    attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
    graph.message(1, node);
    return outputs[0];
  }

  void finish() throws IOException {
    ProtobufMessage whole =
        new ProtobufMessage()
            .integer(1, IR_VERSION)
            .message(7, graph.text(2, "graph"))
            .message(8, new ProtobufMessage().text(1, ONNX).integer(2, OPERATOR_SET))
            .message(8, new ProtobufMessage().text(1, MICROSOFT).integer(2, 1));
    Files.write(model, whole.toByteArray(), StandardOpenOption.CREATE_NEW);
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }

  private String weight(String name, Type type, ByteBuffer bytes, long... sizes)
      throws IOException {
    long offset = (weights.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    weights.position(offset);
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      weights.write(bytes);
    }
    ProtobufMessage tensor = new ProtobufMessage();
    for (long size : sizes) {
      tensor.integer(1, size);
    }
    tensor
        .integer(2, type.number)
        .text(8, name)
        .message(13, entry("location", weightsName))
        .message(13, entry("offset", String.valueOf(offset)))
        .message(13, entry("length", String.valueOf(length)))
        .integer(14, EXTERNAL);
    graph.message(5, tensor);
    return name;
  }

  private static ProtobufMessage entry(String key, String value) {
    return new ProtobufMessage().text(1, key).text(2, value);
  }

  private static ProtobufMessage attribute(String name, Number value) {
    ProtobufMessage attribute = new ProtobufMessage().text(1, name);
    return value instanceof Float
        ? attribute.number(2, value.floatValue()).integer(20, 1)
        : attribute.integer(3, value.longValue()).integer(20, 2);
  }

  private static ProtobufMessage value(String name, Type type, String... sizes) {
    ProtobufMessage shape = new ProtobufMessage();
    for (String size : sizes) {
      shape.message(1, new ProtobufMessage().text(2, size));
    }
    ProtobufMessage tensor = new ProtobufMessage().integer(1, type.number).message(2, shape);
    return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
  }
}
