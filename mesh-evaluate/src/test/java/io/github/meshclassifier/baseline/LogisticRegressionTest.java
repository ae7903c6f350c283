package io.github.meshclassifier.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  private static final double EXACT = 1e-12;

  /** Newton's method on dense data, with the Hessian matrix solved by elimination. */
  private static double[] reference(float[][] rows, boolean[] positive, double c) {
    int width = rows[0].length + 1;
    double[] solution = new double[width];
    for (int step = 0; step < 100; step++) {
      double[][] system = new double[width][width + 1];
      for (int i = 0; i < width - 1; i++) {
        system[i][i] = 1;
        system[i][width] = -solution[i];
      }
      for (int row = 0; row < rows.length; row++) {
        double[] x = new double[width];
        double margin = solution[width - 1];
        x[width - 1] = 1;
        for (int i = 0; i < width - 1; i++) {
          x[i] = rows[row][i];
          margin += x[i] * solution[i];
        }
        double p = 1 / (1 + Math.exp(-margin));
        for (int i = 0; i < width; i++) {
          system[i][width] -= c * (p - (positive[row] ? 1 : 0)) * x[i];
          for (int j = 0; j < width; j++) {
            system[i][j] += c * p * (1 - p) * x[i] * x[j];
          }
        }
      }
      eliminate(system);
      // Half steps: slow, but they cannot overshoot on data like this.
      for (int i = 0; i < width; i++) {
        solution[i] += (step < 20 ? 0.5 : 1) * system[i][width];
      }
    }
    return solution;
  }

  /** Gauss and Jordan's elimination of a positive definite matrix with its right side. */
  private static void eliminate(double[][] system) {
    for (int pivot = 0; pivot < system.length; pivot++) {
      double scale = system[pivot][pivot];
      for (int j = pivot; j <= system.length; j++) {
        system[pivot][j] /= scale;
      }
      for (int i = 0; i < system.length; i++) {
        double factor = system[i][pivot];
        for (int j = pivot; i != pivot && j <= system.length; j++) {
          system[i][j] -= factor * system[pivot][j];
        }
      }
    }
  }

  private static SparseRows sparse(float[][] rows) {
    SparseRows sparse = new SparseRows(rows[0].length);
    for (float[] row : rows) {
      int[] columns = IntStream.range(0, row.length).filter(i -> row[i] != 0).toArray();
      float[] values = new float[columns.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = row[columns[i]];
      }
      sparse.add(columns, values);
    }
    return sparse;
  }

  @Test
  void fit_randomData_isSolutionOfReference() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      float[][] rows = new float[30 + random.nextInt(40)][2 + random.nextInt(6)];
      boolean[] positive = new boolean[rows.length];
      for (int row = 0; row < rows.length; row++) {
        double margin = -1;
        for (int i = 0; i < rows[row].length; i++) {
          rows[row][i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
          margin += (i - 1) * rows[row][i];
        }
        positive[row] = row == 0 || (row > 1 && margin + random.nextGaussian() > 0);
      }
      double c = Math.pow(10, random.nextInt(4) - 2);
      double[] expected = reference(rows, positive, c);
      LinearModel model = LogisticRegression.fit(sparse(rows), positive, c, EXACT);
      for (int i = 0; i < rows[0].length; i++) {
        assertThat(model.weights[i]).as("seed %d", seed).isCloseTo(expected[i], within(1e-6));
      }
      assertThat(model.intercept).isCloseTo(expected[rows[0].length], within(1e-6));
    }
  }

  @Test
  void fit_rowsWithoutValues_learnsPrevalence() {
    SparseRows rows = new SparseRows(3);
    for (int row = 0; row < 4; row++) {
      rows.add(new int[0], new float[0]);
    }
    LinearModel model =
        LogisticRegression.fit(rows, new boolean[] {true, false, false, false}, 7, EXACT);
    assertThat(model.weights).containsOnly(0);
    assertThat(LogisticRegression.sigmoid(model.intercept)).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void fit_separableRowsAndLargeC_staysFinite() {
    SparseRows rows = sparse(new float[][] {{1, 0}, {1, 0}, {0, 1}, {0, 1}});
    boolean[] positive = {true, true, false, false};
    LinearModel model = LogisticRegression.fit(rows, positive, 1e6, 1e-10);
    assertThat(model.weights[0]).isPositive().isLessThan(1e3);
    assertThat(model.weights[1]).isCloseTo(-model.weights[0], within(1e-4));
    assertThat(model.intercept).isCloseTo(0, within(1e-4));
  }

  @Test
  void fit_defaultTolerance_isNearlyTheSolution() {
    Random random = new Random(5);
    float[][] rows = new float[200][10];
    boolean[] positive = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < 10; i++) {
        rows[row][i] = random.nextFloat();
      }
      positive[row] = rows[row][0] + rows[row][1] > 1 + random.nextGaussian() / 4;
    }
    LinearModel exact = LogisticRegression.fit(sparse(rows), positive, 10, EXACT);
    LinearModel early =
        LogisticRegression.fit(sparse(rows), positive, 10, TfidfLogisticRegression.TOLERANCE);
    double[] exactMargins = new double[rows.length];
    double[] earlyMargins = new double[rows.length];
    sparse(rows).times(exact.weights, exact.intercept, exactMargins);
    sparse(rows).times(early.weights, early.intercept, earlyMargins);
    for (int row = 0; row < rows.length; row++) {
      assertThat(LogisticRegression.sigmoid(earlyMargins[row]))
          .isCloseTo(LogisticRegression.sigmoid(exactMargins[row]), within(5e-4));
    }
  }

  @Test
  void sigmoid_ofLargeNumbers_isInRange() {
    assertThat(LogisticRegression.sigmoid(0)).isEqualTo(0.5);
    assertThat(LogisticRegression.sigmoid(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(LogisticRegression.sigmoid(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(LogisticRegression.sigmoid(1000)).isEqualTo(1);
    assertThat(LogisticRegression.sigmoid(-1000)).isZero();
    assertThat(LogisticRegression.sigmoid(2) + LogisticRegression.sigmoid(-2))
        .isCloseTo(1, within(1e-15));
  }
}
