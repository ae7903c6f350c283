package io.github.meshclassifier.baseline;

import java.util.Arrays;

/**
 * A matrix whose rows are mostly 0: of each row the columns that are not, and their values.
 *
 * <p>Thread-safe once no row is added any more. Memory is 8 bytes a value that is not 0.
 */
final class SparseRows {
  private final int columnCount;
  private int[] starts = new int[16];
  private int[] columns = new int[256];
  private float[] values = new float[256];
  private int rows;

  SparseRows(int columnCount) {
    this.columnCount = columnCount;
  }

  /** Adds a row; the arrays are copied. */
  void add(int[] rowColumns, float[] rowValues) {
    int from = starts[rows];
    int to = Math.addExact(from, rowColumns.length);
    if (to > columns.length) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(to, 3L * columns.length / 2));
      columns = Arrays.copyOf(columns, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    System.arraycopy(rowColumns, 0, columns, from, rowColumns.length);
    System.arraycopy(rowValues, 0, values, from, rowColumns.length);
    rows++;
    if (rows == starts.length) {
      starts = Arrays.copyOf(starts, 2 * rows);
    }
    starts[rows] = to;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columnCount;
  }

  /** Computes the product of each row with a vector, plus a constant. */
  void times(double[] vector, double constant, double[] products) {
    for (int row = 0; row < rows; row++) {
      double sum = constant;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sum += values[i] * vector[columns[i]];
      }
      products[row] = sum;
    }
  }

  /** Adds the rows, each times its factor, to a vector. */
  void addTransposed(double[] factors, double[] vector) {
    for (int row = 0; row < rows; row++) {
      double factor = factors[row];
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        vector[columns[i]] += factor * values[i];
      }
    }
  }

  /** Adds the rows with each value squared, each times its factor, to a vector. */
  void addTransposedSquares(double[] factors, double[] vector) {
    for (int row = 0; row < rows; row++) {
      double factor = factors[row];
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        vector[columns[i]] += factor * values[i] * values[i];
      }
    }
  }

  /**
   * Adds the product of a row with a matrix to a vector.
   *
   * @param matrix for each column of these rows, as many values as the vector has
   */
  void addProducts(int row, float[] matrix, double[] vector) {
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      int from = columns[i] * vector.length;
      for (int j = 0; j < vector.length; j++) {
        vector[j] += (double) values[i] * matrix[from + j];
      }
    }
  }
}
