package io.github.meshclassifier.internal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads elements of a {@link TensorView} in the order of its dimensions. What lies side by side is
 * read straight into the target; the rest is read in the order of the file, through a small buffer,
 * and put where it belongs. Not thread-safe; one per call.
 */
final class StridedReader {
  private static final int CHUNK_ELEMENTS = 1 << 14;

  /** Elements further apart than this are read one by one. */
  private static final int MAX_STEP = 16;

  private final ByteSource source;
  private final long start;
  private final TensorView view;
  private final ByteOrder order;
  private final ByteBuffer target;
  private final ByteBuffer chunk =
      ByteBuffer.allocate(CHUNK_ELEMENTS * Float.BYTES).order(ByteOrder.nativeOrder());

  /** A dimension of a block: how many, how far apart in the file, how far apart in the target. */
  private record Loop(long count, long from, long to) {}

  /**
   * Prepares to read.
   *
   * @param start where the storage begins in the source
   * @param target a buffer in native byte order with room for what will be read
   */
  StridedReader(
      ByteSource source, long start, TensorView view, ByteOrder order, ByteBuffer target) {
    this.source = source;
    this.start = start;
    this.view = view;
    this.order = order;
    this.target = target;
  }

  /** Reads elements, counted in the order of the dimensions. */
  void read(long first, long count) throws IOException {
    if (view.sizes().isEmpty()) {
      if (count > 0) {
        straight(view.offset(), 1);
      }
      return;
    }
    read(0, view.offset(), first, count);
  }

  /** Cuts the range into whole rows and, before and after them, parts of rows. */
  private void read(int dimension, long offset, long first, long count) throws IOException {
    if (count == 0) {
      return;
    }
    long row = 1;
    for (int i = dimension + 1; i < view.sizes().size(); i++) {
      row *= view.sizes().get(i);
    }
    long stride = view.strides().get(dimension);
    long index = first / row;
    long within = first % row;
    long head = within == 0 ? 0 : Math.min(row - within, count);
    if (head > 0) {
      read(dimension + 1, offset + index * stride, within, head);
      index++;
    }
    long rows = (count - head) / row;
    if (rows > 0) {
      block(dimension, offset + index * stride, rows);
    }
    long tail = count - head - rows * row;
    if (tail > 0) {
      read(dimension + 1, offset + (index + rows) * stride, 0, tail);
    }
  }

  private void block(int dimension, long offset, long rows) throws IOException {
    long row = 1;
    List<Loop> loops = new ArrayList<>();
    List<Loop> repeats = new ArrayList<>();
    for (int i = view.sizes().size() - 1; i >= dimension; i--) {
      long size = i == dimension ? rows : view.sizes().get(i);
      long stride = view.strides().get(i);
      if (size > 1) {
        (stride == 0 ? repeats : loops).add(new Loop(size, stride, row));
      }
      row *= size;
    }
    boolean rowsAreContiguous =
        view.isContiguousFrom(dimension + 1)
            && (rows == 1 || view.strides().get(dimension) == row / rows);
    if (rowsAreContiguous) {
      straight(offset, row);
      return;
    }
    // In the order of the file: fewer and longer reads, and a compressed entry allows no other.
    loops.sort(Comparator.comparingLong(Loop::from).reversed());
    if (loops.isEmpty()) {
      loops.add(new Loop(1, 1, 1));
    }
    int base = target.position();
    outer(loops, 0, repeats, offset, base);
    target.position(base + (int) (row * Float.BYTES));
  }

  private void straight(long element, long count) throws IOException {
    TensorType type = view.storage().type();
    FloatReader.read(source, start + element * type.bytes(), type, order, count, target);
  }

  /** As deep as the tensor has dimensions. */
  private void outer(List<Loop> loops, int depth, List<Loop> repeats, long from, long to)
      throws IOException {
    Loop loop = loops.get(depth);
    if (depth == loops.size() - 1) {
      inner(loop, repeats, from, to);
      return;
    }
    for (long i = 0; i < loop.count; i++) {
      outer(loops, depth + 1, repeats, from + i * loop.from, to + i * loop.to * Float.BYTES);
    }
  }

  private void inner(Loop loop, List<Loop> repeats, long from, long to) throws IOException {
    TensorType type = view.storage().type();
    long step = loop.from;
    long atOnce = step > MAX_STEP ? 1 : CHUNK_ELEMENTS / step;
    for (long i = 0; i < loop.count; i += atOnce) {
      int n = (int) Math.min(atOnce, loop.count - i);
      long span = (n - 1) * step + 1;
      long position = start + (from + i * step) * type.bytes();
      FloatReader.read(source, position, type, order, span, chunk.clear());
      for (int j = 0; j < n; j++) {
        float value = chunk.getFloat((int) (j * step) * Float.BYTES);
        put(repeats, 0, to + (i + j) * loop.to * Float.BYTES, value);
      }
    }
  }

  private void put(List<Loop> repeats, int depth, long to, float value) {
    if (depth == repeats.size()) {
      target.putFloat((int) to, value);
      return;
    }
    Loop repeat = repeats.get(depth);
    for (long i = 0; i < repeat.count; i++) {
      put(repeats, depth + 1, to + i * repeat.to * Float.BYTES, value);
    }
  }
}
