package io.github.meshclassifier.internal.checkpoint;

import io.github.meshclassifier.infer.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a checkpoint, read as float32: {@code model.safetensors}, shards listed in {@code
 * model.safetensors.index.json}, or the compact {@code model-int8.safetensors}.
 *
 * <p>Every header is checked in full when it is opened, as the format demands: known element types,
 * as many bytes as the shape needs, no overlap, no gap, no name twice. Files in a directory are
 * mapped; class path resources are held in memory until closed.
 *
 * <p>In the compact form a matrix is {@link TensorType#I8} with a float32 {@code <name>.scale} per
 * row and, if the matrix needs more precision, a {@link TensorType#U8} {@code <name>.fraction} with
 * the two bits below each weight's byte, four weights to a byte, the first in the lowest bits, each
 * row beginning on a byte. The weight is {@code (byte + fraction / 4) * scale}. {@link #names}
 * lists the matrix, not its scale and fraction.
 *
 * <p>Thread-safe. Closing during a read makes the read fail, never the process.
 *
 * @see <a href="https://github.com/huggingface/safetensors">The safetensors format</a>
 */
public final class Safetensors implements Closeable {
  /** The file of an unsharded checkpoint. */
  public static final String SINGLE = "model.safetensors";

  /** The file that lists shards. */
  public static final String INDEX = "model.safetensors.index.json";

  /** The file of the compact form. */
  public static final String COMPACT = "model-int8.safetensors";

  private static final int CHUNK_BYTES = 1 << 28;

  private final List<TensorData> shards;
  private final Map<String, Tensor> tensors;
  private final String location;
  private volatile boolean closed;

  /** A tensor, the file it lies in, and its rows if it is in the compact form. */
  private record Tensor(
      TensorData data, SafetensorsHeader.Entry entry, @Nullable ScaledRows rows) {}

  private Safetensors(List<TensorData> shards, Map<String, Tensor> tensors, String location) {
    this.shards = List.copyOf(shards);
    this.tensors = Collections.unmodifiableMap(tensors);
    this.location = location;
  }

  /**
   * Opens the weights of a model. Of several forms the first is taken: single file, shards, compact
   * form.
   *
   * @param files the model
   * @return its weights, to be closed
   * @throws ModelLoadException if there are none, or a file is damaged
   */
  public static Safetensors open(ModelFiles files) throws ModelLoadException {
    if (files.exists(SINGLE)) {
      return open(files, SINGLE);
    }
    if (files.exists(INDEX)) {
      return openShards(files);
    }
    if (files.exists(COMPACT)) {
      return open(files, COMPACT);
    }
    boolean pickle = files.exists("pytorch_model.bin");
    throw ModelLoadException.in(files.location(), "the model has no weights")
        .expected(SINGLE + ", " + INDEX + " or " + COMPACT)
        .found(pickle ? "pytorch_model.bin" : "none of them")
        .remedy(
            pickle
                ? "Save the model with transformers' save_pretrained to get model.safetensors."
                : "Add the weights of the model.")
        .build();
  }

  /**
   * Opens one safetensors file.
   *
   * @param files the model
   * @param name the file
   * @return its weights, to be closed
   * @throws ModelLoadException if the file is missing or damaged
   */
  public static Safetensors open(ModelFiles files, String name) throws ModelLoadException {
    return build(List.of(TensorData.open(files, name)), files.location(name));
  }

  private static Safetensors openShards(ModelFiles files) throws ModelLoadException {
    ShardIndex index = ShardIndex.read(files);
    List<TensorData> shards = new ArrayList<>();
    try {
      for (String name : index.files()) {
        shards.add(TensorData.open(files, name));
      }
      index.check(shards);
    } catch (ModelLoadException | RuntimeException | Error e) {
      closeAll(shards, e);
      throw e;
    }
    return build(shards, files.location(INDEX));
  }

  private static Safetensors build(List<TensorData> shards, String location)
      throws ModelLoadException {
    try {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (TensorData shard : shards) {
        Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();
        shard.header.entries().forEach(entry -> entries.put(entry.spec().name(), entry));
        for (SafetensorsHeader.Entry entry : entries.values()) {
          String name = entry.spec().name();
          if (ScaledRows.isPart(name, entries)) {
            continue;
          }
          tensors.put(name, new Tensor(shard, entry, ScaledRows.find(entry, entries, shard)));
        }
      }
      return new Safetensors(shards, tensors, location);
    } catch (ModelLoadException | RuntimeException | Error e) {
      closeAll(shards, e);
      throw e;
    }
  }

  /**
   * Returns the names of the tensors.
   *
   * @return the names, in the order of the data
   */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * Returns the dimensions of a tensor.
   *
   * @param name its name
   * @return a copy, outermost first; empty for a single number
   * @throws IllegalArgumentException if there is no such tensor
   */
  public long[] shape(String name) {
    return spec(name).shape().stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Returns the number of elements of a tensor.
   *
   * @param name its name
   * @return the product of its dimensions
   * @throws IllegalArgumentException if there is no such tensor
   */
  public long elements(String name) {
    return spec(name).elements();
  }

  /**
   * Returns how a tensor is stored.
   *
   * @param name its name
   * @return its element type on disk
   * @throws IllegalArgumentException if there is no such tensor
   */
  public TensorType type(String name) {
    return spec(name).type();
  }

  /**
   * Returns where the weights are, for messages.
   *
   * @return a path or {@code classpath:} and the resource name
   */
  public String location() {
    return location;
  }

  private TensorSpec spec(String name) {
    return tensor(name).entry.spec();
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no tensor '" + SafetensorsHeader.clip(name) + "' in " + location);
    }
    return tensor;
  }

  /**
   * Writes a tensor's values as float32 into a buffer: F32 as it is, F16 and BF16 widened exactly,
   * I8 with its fraction multiplied by the scale of its row.
   *
   * @param name the tensor
   * @param target a buffer in native byte order with room for four bytes per element; its position
   *     moves by as much
   * @throws ModelLoadException if the file cannot be read or the tensor holds no such numbers
   * @throws IllegalArgumentException if there is no such tensor, or the buffer is too small or in
   *     the wrong byte order
   * @throws IllegalStateException if this is closed
   */
  public void readFloats(String name, ByteBuffer target) throws ModelLoadException {
    readFloats(name, 0, elements(name), target);
  }

  /** Writes the elements from {@code first} on; of a compact matrix, whole rows only. */
  void readFloats(String name, long first, long count, ByteBuffer target)
      throws ModelLoadException {
    if (closed) {
      throw new IllegalStateException("Safetensors is closed");
    }
    Tensor tensor = tensor(name);
    if (target.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("the buffer must be in native byte order");
    }
    if (target.remaining() / Float.BYTES < count) {
      throw new IllegalArgumentException(
          "the buffer is too small for "
              + SafetensorsHeader.clip(name)
              + ": "
              + count
              + " floats needed, room for "
              + target.remaining() / Float.BYTES);
    }
    try {
      if (tensor.rows != null) {
        tensor.rows.read(first, count, target);
      } else {
        copy(tensor, first, count, target);
      }
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException e) {
      if (closed) {
        throw new IllegalStateException("Safetensors is closed", e);
      }
      throw ModelLoadException.in(tensor.data.location, "the weights cannot be read: " + e)
          .cause(e)
          .build();
    }
  }

  private static void copy(Tensor tensor, long first, long count, ByteBuffer target)
      throws IOException {
    TensorSpec spec = tensor.entry.spec();
    int width = spec.type().bytes();
    long position = first * width;
    long end = position + count * width;
    while (position < end) {
      int length = (int) Math.min(CHUNK_BYTES, end - position);
      ByteBuffer source = tensor.data.slice(tensor.entry, position, length);
      switch (spec.type()) {
        case F32 -> floats(source, target);
        case F16 -> FloatWidening.halves(source, target);
        case BF16 -> FloatWidening.upperHalves(source, target);
        default ->
            throw ModelLoadException.in(
                    tensor.data.location,
                    tensor.data.file
                        + ": tensor "
                        + SafetensorsHeader.clip(spec.name())
                        + " cannot be read as numbers")
                .expected("F32, F16, BF16, or I8 with a scale")
                .found(spec.type())
                .build();
      }
      position += length;
    }
  }

  private static void floats(ByteBuffer source, ByteBuffer target) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      target.put(source);
    } else {
      int length = source.remaining();
      target.asIntBuffer().put(source.asIntBuffer());
      target.position(target.position() + length);
    }
  }

  /**
   * Closes the files. Later reads throw {@link IllegalStateException}; names and shapes stay known.
   * Closing again does nothing.
   *
   * @throws IOException if a file cannot be closed; all others are closed all the same
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    IOException failure = new IOException("cannot close " + location);
    closeAll(shards, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(List<TensorData> shards, Throwable failure) {
    for (TensorData shard : shards) {
      try {
        shard.close();
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }
}
