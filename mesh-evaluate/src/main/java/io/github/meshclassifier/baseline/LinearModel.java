package io.github.meshclassifier.baseline;

/** A weight for each column, and what is added. Not to be changed once made. */
final class LinearModel {
  final double[] weights;
  final double intercept;

  LinearModel(double[] weights, double intercept) {
    this.weights = weights;
    this.intercept = intercept;
  }
}
