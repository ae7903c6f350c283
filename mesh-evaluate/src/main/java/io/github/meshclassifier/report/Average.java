package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.metrics.RankingEvaluation;
import java.util.List;
import java.util.OptionalDouble;

/** One way to average over labels and articles, with all figures by it. */
record Average(
    String name, PrecisionRecallF1 metrics, OptionalDouble auroc, OptionalDouble averagePrecision) {
  static List<Average> of(Measurements.MeasuredModel model) {
    Evaluation evaluation = model.evaluation();
    RankingEvaluation.Averages auroc = model.ranking().auroc();
    RankingEvaluation.Averages precision = model.ranking().averagePrecision();
    return List.of(
        new Average("micro", evaluation.micro(), auroc.micro(), precision.micro()),
        new Average("macro", evaluation.macro(), auroc.macro(), precision.macro()),
        new Average("weighted", evaluation.weighted(), auroc.weighted(), precision.weighted()),
        new Average("samples", evaluation.samples(), auroc.samples(), precision.samples()));
  }
}
