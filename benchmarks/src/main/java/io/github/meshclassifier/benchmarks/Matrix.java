package io.github.meshclassifier.benchmarks;

/**
 * A matrix in row-major order.
 *
 * @param values its elements, not copied
 * @param rows the number of rows, a divisor of the number of elements
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Matrix(float[] values, int rows) {
  /**
   * Elements as 8-bit integers.
   *
   * @param values the integers, from -127 to 127
   * @param scales what the integers of each column count
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Int8(byte[] values, float[] scales) {}

  int columns() {
    return values.length / rows;
  }

  Matrix transpose() {
    int columns = columns();
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return new Matrix(turned, columns);
  }

  /** Joins matrices with as many rows each, the columns of the first one first. */
  static Matrix sideBySide(Matrix... parts) {
    int rows = parts[0].rows();
    int width = 0;
    for (Matrix part : parts) {
      width += part.columns();
    }
    float[] joined = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      int start = row * width;
      for (Matrix part : parts) {
        System.arraycopy(part.values, row * part.columns(), joined, start, part.columns());
        start += part.columns();
      }
    }
    return new Matrix(joined, rows);
  }

  /** Rounds each column to multiples of its largest magnitude's 127th part. */
  Int8 quantize() {
    int columns = columns();
    float[] scales = new float[columns];
    for (int i = 0; i < values.length; i++) {
      scales[i % columns] = Math.max(scales[i % columns], Math.abs(values[i]) / Byte.MAX_VALUE);
    }
    byte[] rounded = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i % columns];
      rounded[i] = scale == 0 ? 0 : (byte) Math.rint(values[i] / scale);
    }
    return new Int8(rounded, scales);
  }
}
