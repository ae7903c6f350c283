package io.github.meshclassifier.report;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.RankingEvaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a report as JSON; {@link EvaluationReport#toJson} documents the keys. */
final class ReportJson {
  private static final String FORMAT = "mesh-classifier-evaluation";
  private static final int VERSION = 1;

  private ReportJson() {}

  static String of(EvaluationReport report) {
    ReportContext context = report.context();
    Evaluation evaluation = report.evaluation();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("version", VERSION);
    json.put("title", context.title());
    json.put("model", context.model());
    context.data().ifPresent(data -> json.put("data", data));
    context.meshYear().ifPresent(year -> json.put("mesh_year", year));
    context.thresholdProfile().ifPresent(p -> json.put("threshold_profile", p.id()));
    json.put("articles", evaluation.articleCount());
    json.put("labels", labels(context, evaluation));
    Map<String, Object> resampling = new LinkedHashMap<>();
    resampling.put("resamples", context.resampling().resamples());
    resampling.put("level", context.resampling().level());
    resampling.put("seed", context.resampling().seed());
    json.put("resampling", resampling);
    json.put("all_labels", measurements(report.measurements()));
    report.withoutCheckTags().ifPresent(w -> json.put("without_check_tags", measurements(w)));
    context.reliability().ifPresent(r -> json.put("reliability", reliability(r, evaluation)));
    context.thresholdTuning().ifPresent(t -> json.put("threshold_tuning", tuning(t, evaluation)));
    if (!context.history().isEmpty()) {
      json.put("epochs", context.history().stream().map(ReportJson::epoch).toList());
    }
    return JsonText.of(json);
  }

  private static List<Object> labels(ReportContext context, Evaluation evaluation) {
    List<Object> labels = new ArrayList<>();
    for (int i = 0; i < evaluation.labels().size(); i++) {
      String id = evaluation.labels().get(i);
      Map<String, Object> label = new LinkedHashMap<>();
      label.put("id", id);
      String title = context.labelTitles().get(id);
      if (title != null) {
        label.put("title", title);
      }
      label.put("threshold", evaluation.thresholds().get(i));
      labels.add(label);
    }
    return labels;
  }

  private static Map<String, Object> measurements(Measurements measurements) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model(measurements.model()));
    json.put("baselines", measurements.baselines().stream().map(ReportJson::model).toList());
    json.put(
        "comparisons", measurements.comparisons().stream().map(ReportJson::comparison).toList());
    return json;
  }

  private static Map<String, Object> model(Measurements.MeasuredModel model) {
    Evaluation evaluation = model.evaluation();
    Map<String, Object> metrics = new LinkedHashMap<>();
    model.intervals().forEach((metric, interval) -> metrics.put(metric.id(), interval(interval)));
    Map<String, Object> averages = new LinkedHashMap<>();
    Average.of(model).forEach(each -> averages.put(each.name(), average(each)));
    Map<String, Object> labels = new LinkedHashMap<>();
    for (int label = 0; label < evaluation.labels().size(); label++) {
      labels.put(evaluation.labels().get(label), label(model, label));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", model.name());
    json.put("metrics", metrics);
    json.put("averages", averages);
    json.put("ranking_loss", model.ranking().rankingLoss());
    json.put("labels", labels);
    return json;
  }

  private static Map<String, Object> interval(ConfidenceInterval interval) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("estimate", interval.estimate());
    json.put("low", interval.low());
    json.put("high", interval.high());
    return json;
  }

  private static Map<String, Object> average(Average average) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("precision", average.metrics().precision());
    json.put("recall", average.metrics().recall());
    json.put("f1", average.metrics().f1());
    json.put("auroc", average.auroc());
    json.put("average_precision", average.averagePrecision());
    return json;
  }

  private static Map<String, Object> label(Measurements.MeasuredModel model, int label) {
    LabelEvaluation counts = model.evaluation().perLabel().get(label);
    RankingEvaluation.LabelRanking ranking = model.ranking().perLabel().get(label);
    ConfidenceInterval f1 = model.f1PerLabel().get(label);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("support", counts.support());
    json.put("true_positives", counts.truePositives());
    json.put("false_positives", counts.falsePositives());
    json.put("false_negatives", counts.falseNegatives());
    json.put("true_negatives", counts.trueNegatives());
    json.put("precision", counts.precision());
    json.put("recall", counts.recall());
    json.put("f1", counts.f1());
    json.put("f1_low", f1.low());
    json.put("f1_high", f1.high());
    json.put("auroc", ranking.auroc());
    json.put("average_precision", ranking.averagePrecision());
    return json;
  }

  private static Map<String, Object> comparison(Measurements.BaselineComparison comparison) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    comparison
        .differences()
        .forEach(
            (metric, difference) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("difference", difference.difference().estimate());
              one.put("low", difference.difference().low());
              one.put("high", difference.difference().high());
              one.put("bootstrap_p", difference.bootstrapPValue());
              one.put("randomization_p", difference.randomizationPValue());
              metrics.put(metric.id(), one);
            });
    PairedComparison.McNemarTest test = comparison.exactMatches();
    Map<String, Object> exact = new LinkedHashMap<>();
    exact.put("model_only", test.firstOnly());
    exact.put("baseline_only", test.secondOnly());
    exact.put("p", test.pValue());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("baseline", comparison.baseline());
    json.put("metrics", metrics);
    json.put("exact_match_mcnemar", exact);
    return json;
  }

  private static Map<String, Object> reliability(Reliability reliability, Evaluation evaluation) {
    Map<String, Object> labels = new LinkedHashMap<>();
    for (int label = 0; label < evaluation.labels().size(); label++) {
      labels.put(evaluation.labels().get(label), curve(reliability.perLabel().get(label)));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("all_labels", curve(reliability.pooled()));
    json.put("labels", labels);
    return json;
  }

  private static Map<String, Object> curve(Reliability.Curve curve) {
    List<Object> bins = new ArrayList<>();
    for (Reliability.Bin bin : curve.bins()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", bin.from());
      one.put("to", bin.to());
      one.put("count", bin.count());
      one.put("mean_score", bin.meanScore());
      one.put("expected_share", bin.expectedShare());
      bins.add(one);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", curve.count());
    json.put("expected_calibration_error", curve.expectedCalibrationError());
    json.put("maximum_calibration_error", curve.maximumCalibrationError());
    json.put("brier_score", curve.brierScore());
    json.put("bins", bins);
    return json;
  }

  private static List<Object> tuning(ThresholdTuning tuning, Evaluation evaluation) {
    List<Object> outcomes = new ArrayList<>();
    for (ThresholdTuning.Outcome outcome : tuning.outcomes()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("profile", outcome.profile().id());
      one.put("tuned", outcome.tuned());
      one.put("thresholds", outcome.thresholds().toList(evaluation.labels().size()));
      one.put("expected", estimate(outcome.expected()));
      one.put("apparent", estimate(outcome.apparent()));
      outcomes.add(one);
    }
    return outcomes;
  }

  private static Map<String, Object> estimate(ThresholdTuning.Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("micro_f1", estimate.microF1());
    json.put("macro_f1", estimate.macroF1());
    json.put("exact_match", estimate.exactMatch());
    return json;
  }

  private static Map<String, Object> epoch(EvaluationReport.EpochFigures epoch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("epoch", epoch.epoch());
    json.put("training_loss", epoch.trainingLoss());
    json.put("validation_loss", epoch.validationLoss());
    json.put("micro_f1", epoch.microF1());
    json.put("macro_f1", epoch.macroF1());
    json.put("exact_match", epoch.exactMatch());
    return json;
  }
}
