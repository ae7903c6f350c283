package io.github.meshclassifier.internal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/** Reads consecutive floats of any width as float32. */
final class FloatReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private FloatReader() {}

  /** Tells whether elements of a type are floats that can be read. */
  static boolean reads(TensorType type) {
    return switch (type) {
      case F16, BF16, F32, F64 -> true;
      default -> false;
    };
  }

  /**
   * Writes elements into a buffer: F32 as it is, F16 and BF16 widened exactly, F64 rounded.
   *
   * @param type one that {@link #reads} accepts
   * @param target a buffer in native byte order with room; its position moves
   */
  static void read(
      ByteSource source,
      long position,
      TensorType type,
      ByteOrder order,
      long count,
      ByteBuffer target)
      throws IOException {
    if (type == TensorType.F32 && order == ByteOrder.nativeOrder()) {
      straight(source, position, (int) (count * Float.BYTES), target);
      return;
    }
    int width = type.bytes();
    int most = CHUNK_BYTES / width;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(most, count) * width).order(order);
    for (long done = 0; done < count; done += most) {
      chunk.clear().limit((int) Math.min(most, count - done) * width);
      source.read(position + done * width, chunk);
      chunk.flip();
      switch (type) {
        case F16, BF16 -> FloatWidening.widen(chunk, target, type == TensorType.BF16);
        case F32 -> floats(chunk, target);
        case F64 -> doubles(chunk, target);
        default -> throw new IllegalArgumentException("not a float: " + type);
      }
    }
  }

  private static void straight(ByteSource source, long position, int bytes, ByteBuffer target)
      throws IOException {
    int limit = target.limit();
    try {
      source.read(position, target.limit(target.position() + bytes));
    } finally {
      target.limit(limit);
    }
  }

  private static void floats(ByteBuffer source, ByteBuffer target) {
    int bytes = source.remaining();
    target.asIntBuffer().put(source.asIntBuffer());
    target.position(target.position() + bytes);
  }

  private static void doubles(ByteBuffer source, ByteBuffer target) {
    DoubleBuffer from = source.asDoubleBuffer();
    while (from.hasRemaining()) {
      target.putFloat((float) from.get());
    }
  }
}
