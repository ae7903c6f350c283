package io.github.meshclassifier.internal.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a safetensors file as a stream: the header first, then the tensors in the order in which
 * they were announced, each in one or several pieces; at last {@link #finish}, or the file is
 * deleted. Not thread-safe; one thread per file.
 */
public final class SafetensorsWriter implements Closeable {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final List<TensorType> FLOATS = List.of(TensorType.F32);
  private static final List<TensorType> BYTES = List.of(TensorType.I8, TensorType.U8);

  private final Path file;
  private final FileChannel channel;
  private final List<TensorSpec> specs;
  private final ByteBuffer chunk =
      ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private int current;
  private long written;
  private boolean finished;
  private boolean closed;

  private SafetensorsWriter(Path file, FileChannel channel, List<TensorSpec> specs) {
    this.file = file;
    this.channel = channel;
    this.specs = specs;
  }

  /**
   * Creates a file and writes its header.
   *
   * @param file the file, which must not exist
   * @param specs the tensors in the order of their data, no name twice
   * @return a writer, to be finished and closed
   * @throws IllegalArgumentException if a name appears twice
   */
  public static SafetensorsWriter create(Path file, List<TensorSpec> specs) throws IOException {
    List<TensorSpec> copy = List.copyOf(specs);
    byte[] header = header(copy);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    SafetensorsWriter writer = new SafetensorsWriter(file, channel, copy);
    try {
      writer.drain(ByteBuffer.wrap(header));
      writer.skipComplete();
      return writer;
    } catch (IOException | RuntimeException | Error e) {
      WeightFiles.close(writer, e);
      throw e;
    }
  }

  private static byte[] header(List<TensorSpec> specs) {
    Set<String> names = new HashSet<>();
    JsonObject json = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty("format", "pt");
    json.add(SafetensorsHeader.METADATA, metadata);
    long position = 0;
    for (TensorSpec spec : specs) {
      if (!names.add(spec.name())) {
        throw new IllegalArgumentException("tensor appears twice: " + spec.name());
      }
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", spec.type().name());
      JsonArray shape = new JsonArray();
      spec.shape().forEach(shape::add);
      entry.add("shape", shape);
      JsonArray offsets = new JsonArray();
      offsets.add(position);
      position = Math.addExact(position, spec.bytes());
      offsets.add(position);
      entry.add("data_offsets", offsets);
      json.add(spec.name(), entry);
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    // The format wants the data aligned to eight bytes, the header padded with spaces.
    int length = (text.length + 7) / 8 * 8;
    byte[] header = new byte[Long.BYTES + length];
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
    Arrays.fill(header, Long.BYTES + text.length, header.length, (byte) ' ');
    return header;
  }

  /**
   * Writes the next floats of an F32 tensor.
   *
   * @param name the tensor, the first that is not complete
   * @param values the floats; all remaining ones are taken
   * @throws IllegalArgumentException if it is not this tensor's turn, it is not F32, or it has
   *     fewer elements
   * @throws IllegalStateException if the file is finished or closed
   */
  public void write(String name, FloatBuffer values) throws IOException {
    expect(name, FLOATS, (long) values.remaining() * Float.BYTES);
    written += (long) values.remaining() * Float.BYTES;
    while (values.hasRemaining()) {
      chunk.clear();
      FloatBuffer floats = chunk.asFloatBuffer();
      int n = Math.min(floats.remaining(), values.remaining());
      floats.put(values.slice().limit(n));
      values.position(values.position() + n);
      drain(chunk.limit(n * Float.BYTES));
    }
    skipComplete();
  }

  /**
   * Writes the next bytes of an I8 or U8 tensor; throws IllegalArgumentException if it is not this
   * tensor's turn, it is neither I8 nor U8, or it has fewer elements.
   */
  public void write(String name, ByteBuffer values) throws IOException {
    expect(name, BYTES, values.remaining());
    written += values.remaining();
    drain(values);
    skipComplete();
  }

  private void expect(String name, List<TensorType> types, long bytes) {
    if (finished || closed) {
      throw new IllegalStateException("SafetensorsWriter is finished or closed");
    }
    TensorSpec spec = current < specs.size() ? specs.get(current) : null;
    if (spec == null || !spec.name().equals(name) || !types.contains(spec.type())) {
      throw new IllegalArgumentException(
          "expected " + (spec == null ? "no more data" : spec) + ", was " + types + " of " + name);
    }
    if (bytes > spec.bytes() - written) {
      throw new IllegalArgumentException(
          name + " has " + (spec.bytes() - written) + " bytes left, was given " + bytes);
    }
  }

  private void skipComplete() {
    while (current < specs.size() && written == specs.get(current).bytes()) {
      current++;
      written = 0;
    }
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Forces the complete file to the disk; throws IllegalStateException if a tensor is not complete,
   * or the writer is closed.
   */
  public void finish() throws IOException {
    if (closed) {
      throw new IllegalStateException("SafetensorsWriter is closed");
    }
    if (current < specs.size()) {
      throw new IllegalStateException(specs.get(current).name() + " is not complete");
    }
    channel.force(true);
    finished = true;
  }

  /** Closes the file, and deletes it unless it was finished. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } finally {
      if (!finished) {
        Files.deleteIfExists(file);
      }
    }
  }
}
