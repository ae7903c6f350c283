/** Metrics, thresholds, calibration, baselines and reports. */
module io.github.meshclassifier.evaluate {
  requires com.google.gson;
  requires transitive io.github.meshclassifier.core;
  requires static transitive org.jspecify;

  exports io.github.meshclassifier.baseline;
  exports io.github.meshclassifier.calibration;
  exports io.github.meshclassifier.metrics;
  exports io.github.meshclassifier.report;
  exports io.github.meshclassifier.internal.chart to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.page to
      io.github.meshclassifier.train;
}
