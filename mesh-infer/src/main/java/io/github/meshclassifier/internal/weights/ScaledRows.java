package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A matrix in the compact form: rows of signed bytes, with two bits below each byte or without,
 * times a float per row. A weight is {@code (byte + fraction / 4) * scale}. Thread-safe.
 */
final class ScaledRows {
  /** Follows the name of a matrix in that of its scales: F32, one per row. */
  static final String SCALE_SUFFIX = ".scale";

  /**
   * Follows the name of a matrix in that of its fractions: U8, four weights to a byte, the first in
   * the lowest bits; each row begins on a byte.
   */
  static final String FRACTION_SUFFIX = ".fraction";

  private static final int BLOCK_BYTES = 1 << 18;

  private final FileBytes data;
  private final long start;
  private final SafetensorsHeader.Entry weight;
  private final SafetensorsHeader.Entry scale;
  private final SafetensorsHeader.@Nullable Entry fraction;

  private ScaledRows(
      FileBytes data,
      long start,
      SafetensorsHeader.Entry weight,
      SafetensorsHeader.Entry scale,
      SafetensorsHeader.@Nullable Entry fraction) {
    this.data = data;
    this.start = start;
    this.weight = weight;
    this.scale = scale;
    this.fraction = fraction;
  }

  /** Returns the bytes of a row of fractions. */
  static long fractionBytes(long columns) {
    return columns / 4 + (columns % 4 == 0 ? 0 : 1);
  }

  /** Tells whether a tensor is the scale or fraction of another. */
  static boolean isPart(String name, Map<String, SafetensorsHeader.Entry> entries) {
    return isPart(name, SCALE_SUFFIX, entries) || isPart(name, FRACTION_SUFFIX, entries);
  }

  private static boolean isPart(
      String name, String suffix, Map<String, SafetensorsHeader.Entry> entries) {
    if (!name.endsWith(suffix)) {
      return false;
    }
    SafetensorsHeader.Entry weight =
        entries.get(name.substring(0, name.length() - suffix.length()));
    return weight != null && weight.spec().type() == TensorType.I8;
  }

  /**
   * Returns the matrix of which a tensor holds the bytes, or null if it is none.
   *
   * @param start where the tensors begin, in bytes from the start of the file
   */
  static @Nullable ScaledRows find(
      SafetensorsHeader.Entry weight,
      Map<String, SafetensorsHeader.Entry> entries,
      FileBytes data,
      long start)
      throws ModelLoadException {
    TensorSpec spec = weight.spec();
    if (spec.type() != TensorType.I8) {
      return null;
    }
    SafetensorsHeader.Entry scale = entries.get(spec.name() + SCALE_SUFFIX);
    SafetensorsHeader.Entry fraction = entries.get(spec.name() + FRACTION_SUFFIX);
    if (scale == null) {
      if (fraction != null) {
        throw data.problem(Printable.clip(spec.name()) + " has no scale")
            .expected("one F32 scale per row beside the fraction")
            .found("a fraction only")
            .build();
      }
      return null;
    }
    List<Long> shape = spec.shape();
    if (shape.size() != 2
        || scale.spec().type() != TensorType.F32
        || !scale.spec().shape().equals(shape.subList(0, 1))) {
      throw misfit(data, "scale", spec, scale.spec(), "a matrix and one F32 scale per row");
    }
    if (fraction != null) {
      List<Long> expected = List.of(shape.get(0), fractionBytes(shape.get(1)));
      if (fraction.spec().type() != TensorType.U8 || !fraction.spec().shape().equals(expected)) {
        throw misfit(data, "fraction", spec, fraction.spec(), TensorType.U8.name() + expected);
      }
    }
    return new ScaledRows(data, start, weight, scale, fraction);
  }

  private static ModelLoadException misfit(
      FileBytes data, String part, TensorSpec weight, TensorSpec found, String expected) {
    return data.problem(
            "the " + part + " of " + Printable.clip(weight.name()) + " does not fit its weight")
        .expected(expected)
        .found(weight.shape() + " and " + found.type() + found.shape())
        .build();
  }

  /** Reads whole rows; {@code first} and {@code count} are elements. */
  void read(long first, long count, ByteBuffer target) throws IOException {
    if (count == 0) {
      return;
    }
    long columns = weight.spec().shape().get(1);
    // The caller's buffer holds four bytes per element, so a row fits.
    int width = (int) columns;
    int lowWidth = fraction == null ? 0 : (int) fractionBytes(columns);
    int block = Math.max(1, BLOCK_BYTES / width);
    ByteBuffer scales = ByteBuffer.allocate(block * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    byte[] bytes = new byte[block * width];
    byte[] low = new byte[block * lowWidth];
    float[] out = new float[width];
    FloatBuffer floats = target.asFloatBuffer();
    long end = (first + count) / columns;
    for (long row = first / columns; row < end; row += block) {
      int rows = (int) Math.min(block, end - row);
      part(scale, row * Float.BYTES, scales.clear().limit(rows * Float.BYTES));
      part(weight, row * width, ByteBuffer.wrap(bytes, 0, rows * width));
      if (fraction != null) {
        part(fraction, row * lowWidth, ByteBuffer.wrap(low, 0, rows * lowWidth));
      }
      for (int i = 0; i < rows; i++) {
        float factor = scales.getFloat(i * Float.BYTES);
        requireFinite(factor, row + i);
        for (int j = 0; j < width; j++) {
          int whole = bytes[i * width + j];
          if (fraction == null) {
            out[j] = whole * factor;
          } else {
            int quarters = 4 * whole + ((low[i * lowWidth + j / 4] >> (2 * (j % 4))) & 3);
            out[j] = quarters * 0.25f * factor;
          }
        }
        floats.put(out);
      }
    }
    target.position(target.position() + Float.BYTES * floats.position());
  }

  private void part(SafetensorsHeader.Entry entry, long from, ByteBuffer into) throws IOException {
    data.read(start + entry.begin() + from, into);
  }

  private void requireFinite(float factor, long row) throws ModelLoadException {
    if (!Float.isFinite(factor)) {
      throw data.problem("the scale of row " + row + " is not finite")
          .expected("a finite scale in " + Printable.clip(scale.spec().name()))
          .found(factor)
          .build();
    }
  }
}
