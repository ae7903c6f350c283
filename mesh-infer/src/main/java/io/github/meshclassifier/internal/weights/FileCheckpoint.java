package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/** The weights of one file: what its two formats have in common. */
abstract sealed class FileCheckpoint implements Checkpoint permits Safetensors, TorchCheckpoint {
  final FileBytes bytes;
  private volatile boolean closed;

  FileCheckpoint(FileBytes bytes) {
    this.bytes = bytes;
  }

  abstract TensorSpec spec(String name);

  /** Reads part of a tensor into a buffer that has been checked. */
  abstract void copy(String name, long first, long count, ByteBuffer target) throws IOException;

  /** Returns the names of all that is stored, as an index of shards lists it. */
  abstract Collection<String> storedNames();

  @Override
  public final long[] shape(String name) {
    return spec(name).shape().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public final long elements(String name) {
    return spec(name).elements();
  }

  @Override
  public final TensorType type(String name) {
    return spec(name).type();
  }

  @Override
  public final String location() {
    return bytes.location;
  }

  @Override
  public final void readFloats(String name, ByteBuffer target) throws ModelLoadException {
    readFloats(name, 0, elements(name), target);
  }

  @Override
  public final void readFloats(String name, long first, long count, ByteBuffer target)
      throws ModelLoadException {
    if (closed) {
      throw new IllegalStateException(getClass().getSimpleName() + " is closed");
    }
    long elements = elements(name);
    if (first < 0 || count < 0 || first > elements - count) {
      throw new IllegalArgumentException(
          Printable.clip(name)
              + " has "
              + elements
              + " elements, asked for "
              + count
              + " from "
              + first);
    }
    if (target.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("the buffer must be in native byte order");
    }
    if (target.remaining() / Float.BYTES < count) {
      throw new IllegalArgumentException(
          "the buffer is too small for "
              + Printable.clip(name)
              + ": "
              + count
              + " floats needed, room for "
              + target.remaining() / Float.BYTES);
    }
    try {
      copy(name, first, count, target);
    } catch (IOException e) {
      if (e instanceof ModelLoadException known) {
        throw known;
      }
      if (closed) {
        throw new IllegalStateException(getClass().getSimpleName() + " is closed", e);
      }
      throw ModelLoadException.in(location(), "the weights cannot be read: " + e).cause(e).build();
    }
  }

  /** Describes a tensor that holds something else than floats. */
  final ModelLoadException notNumbers(TensorSpec spec, String expected) {
    return bytes
        .problem("tensor " + Printable.clip(spec.name()) + " cannot be read as numbers")
        .expected(expected)
        .found(spec.type())
        .build();
  }

  final IllegalArgumentException noSuch(String name) {
    return new IllegalArgumentException(
        "no tensor '" + Printable.clip(name) + "' in " + location());
  }

  @Override
  public final void close() throws IOException {
    closed = true;
    bytes.close();
  }
}
