package io.github.meshclassifier.baseline;

import java.util.Arrays;

/**
 * Finds the weights and the intercept that minimize |w|^2 / 2 + C sum of log(1 + exp(-y (w x +
 * b))), with y = 1 for positive rows and -1 for others. The intercept b is not penalized.
 *
 * <p>A Newton method: each direction comes from conjugate gradients, preconditioned by the diagonal
 * of the Hessian matrix, and is followed as far as the objective falls enough (Armijo). The
 * objective is strictly convex, so what is found does not depend on where it begins; rows are added
 * in order and by one thread, so it does not depend on threads either. Sources: C.-J. Lin, R. C.
 * Weng and S. S. Keerthi, Trust region Newton method for large-scale logistic regression, JMLR 9,
 * 2008; C.-Y. Hsia, W.-L. Chiang and C.-J. Lin, Preconditioned conjugate gradient methods in
 * truncated Newton frameworks for large-scale linear classification, ACML 2018.
 *
 * <p>Own code, since liblinear 2.44 for Java, whose scores differed by at most 0.003, took three to
 * five times as long for 19,541 articles and 200,000 terms; its exponentials and logarithms are
 * those of {@code Math}, whose last bits differ between machines.
 *
 * <p>Not thread-safe; one per fit.
 */
final class LogisticRegression {
  private static final int MAX_STEPS = 200;
  private static final int MAX_CONJUGATE_STEPS = 500;
  private static final int MAX_HALVINGS = 40;
  private static final double SUFFICIENT_DECREASE = 1e-4;

  private final SparseRows rows;
  private final boolean[] positive;
  private final double c;

  private final double[] weights;
  private double intercept;

  /** w x + b of each row. */
  private final double[] margins;

  /** C p (1 - p) of each row, its part of the curvature. */
  private final double[] curvatures;

  private final double[] perRow;
  private final double[] gradient;
  private double interceptGradient;
  private final double[] direction;
  private double interceptDirection;

  private LogisticRegression(SparseRows rows, boolean[] positive, double c) {
    this.rows = rows;
    this.positive = positive;
    this.c = c;
    this.weights = new double[rows.columns()];
    this.margins = new double[rows.rows()];
    this.curvatures = new double[rows.rows()];
    this.perRow = new double[rows.rows()];
    this.gradient = new double[rows.columns()];
    this.direction = new double[rows.columns()];
  }

  /**
   * Fits a model.
   *
   * @param positive which rows are positive; there must be rows of both kinds, or the intercept
   *     would grow without limit
   * @param c what errors cost, above 0
   * @param tolerance the part of the first gradient that may be left
   */
  static LinearModel fit(SparseRows rows, boolean[] positive, double c, double tolerance) {
    LogisticRegression regression = new LogisticRegression(rows, positive, c);
    regression.minimize(tolerance);
    return new LinearModel(regression.weights, regression.intercept);
  }

  /** Returns 1 / (1 + exp(-x)) without overflow. */
  static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double exp = StrictMath.exp(x);
    return exp / (1 + exp);
  }

  private void minimize(double tolerance) {
    computeGradient();
    double first = gradientNorm();
    double norm = first;
    for (int step = 0; step < MAX_STEPS && norm > tolerance * first; step++) {
      solve(Math.min(0.1, Math.sqrt(norm / first)) * norm);
      if (!search()) {
        // Rounding hides any further decrease.
        return;
      }
      computeGradient();
      norm = gradientNorm();
    }
  }

  private void computeGradient() {
    double sum = 0;
    for (int row = 0; row < perRow.length; row++) {
      double probability = sigmoid(margins[row]);
      perRow[row] = c * (probability - (positive[row] ? 1 : 0));
      curvatures[row] = c * probability * (1 - probability);
      sum += perRow[row];
    }
    System.arraycopy(weights, 0, gradient, 0, weights.length);
    rows.addTransposed(perRow, gradient);
    interceptGradient = sum;
  }

  private double gradientNorm() {
    return Math.sqrt(dot(gradient, gradient) + interceptGradient * interceptGradient);
  }

  /** Finds the direction to which the Hessian matrix assigns the negative gradient, nearly. */
  private void solve(double accuracy) {
    double[] inverse = inverseDiagonal();
    double interceptInverse = 1 / sum(curvatures);
    double[] residual = new double[weights.length];
    double[] conjugate = new double[weights.length];
    double[] product = new double[weights.length];
    Arrays.fill(direction, 0);
    interceptDirection = 0;
    double interceptResidual = -interceptGradient;
    double interceptConjugate = interceptInverse * interceptResidual;
    for (int i = 0; i < residual.length; i++) {
      residual[i] = -gradient[i];
      conjugate[i] = inverse[i] * residual[i];
    }
    double scaled = dot(residual, conjugate) + interceptResidual * interceptConjugate;
    for (int step = 0; step < MAX_CONJUGATE_STEPS; step++) {
      rows.times(conjugate, interceptConjugate, perRow);
      for (int row = 0; row < perRow.length; row++) {
        perRow[row] *= curvatures[row];
      }
      System.arraycopy(conjugate, 0, product, 0, product.length);
      rows.addTransposed(perRow, product);
      double interceptProduct = sum(perRow);

      double length = scaled / (dot(conjugate, product) + interceptConjugate * interceptProduct);
      double square = 0;
      for (int i = 0; i < residual.length; i++) {
        direction[i] += length * conjugate[i];
        residual[i] -= length * product[i];
        square += residual[i] * residual[i];
      }
      interceptDirection += length * interceptConjugate;
      interceptResidual -= length * interceptProduct;
      if (Math.sqrt(square + interceptResidual * interceptResidual) <= accuracy) {
        return;
      }

      double next = interceptInverse * interceptResidual * interceptResidual;
      for (int i = 0; i < residual.length; i++) {
        next += inverse[i] * residual[i] * residual[i];
      }
      double ratio = next / scaled;
      scaled = next;
      for (int i = 0; i < residual.length; i++) {
        conjugate[i] = inverse[i] * residual[i] + ratio * conjugate[i];
      }
      interceptConjugate = interceptInverse * interceptResidual + ratio * interceptConjugate;
    }
  }

  private double[] inverseDiagonal() {
    double[] inverse = new double[weights.length];
    Arrays.fill(inverse, 1);
    rows.addTransposedSquares(curvatures, inverse);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / inverse[i];
    }
    return inverse;
  }

  /** Goes along the direction; returns false where no step makes the objective smaller. */
  private boolean search() {
    rows.times(direction, interceptDirection, perRow);
    double slope = dot(gradient, direction) + interceptGradient * interceptDirection;
    double linear = dot(weights, direction);
    double quadratic = dot(direction, direction);
    double before = loss(0);
    double length = 1;
    for (int halving = 0; halving < MAX_HALVINGS; halving++, length /= 2) {
      double change = loss(length) - before + length * (linear + length * quadratic / 2);
      if (change <= SUFFICIENT_DECREASE * length * slope) {
        for (int i = 0; i < weights.length; i++) {
          weights[i] += length * direction[i];
        }
        intercept += length * interceptDirection;
        for (int row = 0; row < margins.length; row++) {
          margins[row] += length * perRow[row];
        }
        return true;
      }
    }
    return false;
  }

  /** Returns C times the sum of the log losses after a step of a length along the direction. */
  private double loss(double length) {
    double sum = 0;
    for (int row = 0; row < margins.length; row++) {
      double margin = margins[row] + length * perRow[row];
      double wrong = positive[row] ? -margin : margin;
      sum += Math.max(0, wrong) + StrictMath.log1p(StrictMath.exp(-Math.abs(wrong)));
    }
    return c * sum;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
