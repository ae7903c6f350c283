package io.github.meshclassifier.report;

import static io.github.meshclassifier.report.JsonText.object;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.metrics.Resampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The figures of a report as JSON; {@link EvaluationReport#toJson} documents the keys. */
final class ReportJson {
  private static final String FORMAT = "mesh-classifier-evaluation";
  private static final int VERSION = 1;

  private ReportJson() {}

  static String of(EvaluationReport report) {
    ReportContext context = report.context();
    Evaluation evaluation = report.evaluation();
    return JsonText.of(
        object(
            "format", FORMAT,
            "version", VERSION,
            "title", context.title(),
            "model", context.model(),
            "data", context.data(),
            "mesh_year", context.meshYear(),
            "threshold_profile", context.thresholdProfile().map(ThresholdProfile::id),
            "articles", evaluation.articleCount(),
            "labels", labels(context, evaluation),
            "resampling", resampling(context.resampling()),
            "all_labels", measurements(report.measurements()),
            "without_check_tags", report.withoutCheckTags().map(ReportJson::measurements),
            "reliability", context.reliability().map(r -> reliability(r, evaluation)),
            "threshold_tuning", context.thresholdTuning().map(t -> tuning(t, evaluation)),
            "epochs", epochs(context.history())));
  }

  private static List<Object> labels(ReportContext context, Evaluation evaluation) {
    List<Object> labels = new ArrayList<>();
    for (String id : evaluation.labels()) {
      labels.add(
          object(
              "id", id,
              "title", Optional.ofNullable(context.labelTitles().get(id)),
              "threshold", evaluation.thresholds().get(labels.size())));
    }
    return labels;
  }

  private static Map<String, Object> resampling(Resampling resampling) {
    return object(
        "resamples", resampling.resamples(),
        "level", resampling.level(),
        "seed", resampling.seed());
  }

  private static Map<String, Object> measurements(Measurements measurements) {
    return object(
        "model", model(measurements.model()),
        "baselines", measurements.baselines().stream().map(ReportJson::model).toList(),
        "comparisons", measurements.comparisons().stream().map(ReportJson::comparison).toList());
  }

  private static Map<String, Object> model(Measurements.MeasuredModel model) {
    Map<String, Object> metrics = object();
    model.intervals().forEach((metric, interval) -> metrics.put(metric.id(), interval(interval)));
    Map<String, Object> averages = object();
    Average.of(model).forEach(each -> averages.put(each.name(), average(each)));
    return object(
        "name", model.name(),
        "metrics", metrics,
        "averages", averages,
        "ranking_loss", model.ranking().rankingLoss(),
        "labels", perLabel(model.evaluation(), label -> label(model, label)));
  }

  private static Map<String, Object> perLabel(
      Evaluation evaluation, IntFunction<Map<String, Object>> ofLabel) {
    Map<String, Object> labels = object();
    for (String id : evaluation.labels()) {
      labels.put(id, ofLabel.apply(labels.size()));
    }
    return labels;
  }

  private static Map<String, Object> interval(ConfidenceInterval interval) {
    return object("estimate", interval.estimate(), "low", interval.low(), "high", interval.high());
  }

  private static Map<String, Object> average(Average average) {
    return object(
        "precision", average.metrics().precision(),
        "recall", average.metrics().recall(),
        "f1", average.metrics().f1(),
        "auroc", average.auroc(),
        "average_precision", average.averagePrecision());
  }

  private static Map<String, Object> label(Measurements.MeasuredModel model, int label) {
    LabelEvaluation counts = model.evaluation().perLabel().get(label);
    RankingEvaluation.LabelRanking ranking = model.ranking().perLabel().get(label);
    ConfidenceInterval f1 = model.f1PerLabel().get(label);
    return object(
        "support", counts.support(),
        "true_positives", counts.truePositives(),
        "false_positives", counts.falsePositives(),
        "false_negatives", counts.falseNegatives(),
        "true_negatives", counts.trueNegatives(),
        "precision", counts.precision(),
        "recall", counts.recall(),
        "f1", counts.f1(),
        "f1_low", f1.low(),
        "f1_high", f1.high(),
        "auroc", ranking.auroc(),
        "average_precision", ranking.averagePrecision());
  }

  private static Map<String, Object> comparison(Measurements.BaselineComparison comparison) {
    Map<String, Object> metrics = object();
    comparison
        .differences()
        .forEach((metric, difference) -> metrics.put(metric.id(), difference(difference)));
    PairedComparison.McNemarTest test = comparison.exactMatches();
    return object(
        "baseline",
        comparison.baseline(),
        "metrics",
        metrics,
        "exact_match_mcnemar",
        object(
            "model_only", test.firstOnly(),
            "baseline_only", test.secondOnly(),
            "p", test.pValue()));
  }

  private static Map<String, Object> difference(PairedComparison.MetricDifference difference) {
    return object(
        "difference", difference.difference().estimate(),
        "low", difference.difference().low(),
        "high", difference.difference().high(),
        "bootstrap_p", difference.bootstrapPValue(),
        "randomization_p", difference.randomizationPValue());
  }

  private static Map<String, Object> reliability(Reliability reliability, Evaluation evaluation) {
    return object(
        "all_labels", curve(reliability.pooled()),
        "labels", perLabel(evaluation, label -> curve(reliability.perLabel().get(label))));
  }

  private static Map<String, Object> curve(Reliability.Curve curve) {
    return object(
        "count", curve.count(),
        "expected_calibration_error", curve.expectedCalibrationError(),
        "maximum_calibration_error", curve.maximumCalibrationError(),
        "brier_score", curve.brierScore(),
        "bins", curve.bins().stream().map(ReportJson::bin).toList());
  }

  private static Map<String, Object> bin(Reliability.Bin bin) {
    return object(
        "from", bin.from(),
        "to", bin.to(),
        "count", bin.count(),
        "mean_score", bin.meanScore(),
        "expected_share", bin.expectedShare());
  }

  private static List<Map<String, Object>> tuning(ThresholdTuning tuning, Evaluation evaluation) {
    return tuning.outcomes().stream()
        .map(
            outcome ->
                object(
                    "profile", outcome.profile().id(),
                    "tuned", outcome.tuned(),
                    "thresholds", outcome.thresholds().toList(evaluation.labels().size()),
                    "expected", estimate(outcome.expected()),
                    "apparent", estimate(outcome.apparent())))
        .toList();
  }

  private static Map<String, Object> estimate(ThresholdTuning.Estimate estimate) {
    return object(
        "micro_f1", estimate.microF1(),
        "macro_f1", estimate.macroF1(),
        "exact_match", estimate.exactMatch());
  }

  private static Optional<List<Map<String, Object>>> epochs(
      List<EvaluationReport.EpochFigures> history) {
    return history.isEmpty()
        ? Optional.empty()
        : Optional.of(history.stream().map(ReportJson::epoch).toList());
  }

  private static Map<String, Object> epoch(EvaluationReport.EpochFigures epoch) {
    return object(
        "epoch", epoch.epoch(),
        "training_loss", epoch.trainingLoss(),
        "validation_loss", epoch.validationLoss(),
        "micro_f1", epoch.microF1(),
        "macro_f1", epoch.macroF1(),
        "exact_match", epoch.exactMatch());
  }
}
