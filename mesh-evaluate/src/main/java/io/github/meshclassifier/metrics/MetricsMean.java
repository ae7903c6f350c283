package io.github.meshclassifier.metrics;

/** A weighted mean of each of precision, recall and F1 by itself. */
final class MetricsMean {

  private double precision;
  private double recall;
  private double f1;
  private double weights;

  void add(PrecisionRecallF1 metrics, long weight) {
    precision += weight * metrics.precision();
    recall += weight * metrics.recall();
    f1 += weight * metrics.f1();
    weights += weight;
  }

  /** Returns the mean, zero if the weights are. */
  PrecisionRecallF1 get() {
    return new PrecisionRecallF1(
        Ratio.of(precision, weights), Ratio.of(recall, weights), Ratio.of(f1, weights));
  }
}
