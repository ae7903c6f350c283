package io.github.meshclassifier.baseline;

/** A weight for each column, and an intercept. Never changed once it is made. */
final class LinearModel {
  final double[] weights;
  final double intercept;

  LinearModel(double[] weights, double intercept) {
    this.weights = weights;
    this.intercept = intercept;
  }
}
