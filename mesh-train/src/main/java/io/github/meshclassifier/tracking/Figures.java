package io.github.meshclassifier.tracking;

import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of events by the names under which TensorBoard and MLflow show them. Names of
 * validation figures say which scores were decided on and by which threshold profile: those of an
 * epoch are uncalibrated, those of a saved model are the model's own.
 */
final class Figures {
  /** The loss of an epoch on the validation articles, before calibration. */
  static final String VALIDATION_LOSS = "epoch/validation_loss";

  private static final String UNCALIBRATED = "_uncalibrated_" + ThresholdProfile.HALF.id() + "/";
  private static final String SAVED = "_saved_model_";
  private static final String METRICS = "validation";
  private static final String LABEL_F1 = "validation_label_f1";

  private Figures() {}

  static Map<String, Double> of(TrainingEvent.StepDone step) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("train/loss", step.loss());
    figures.put("train/learning_rate", step.learningRate());
    figures.put("train/gradient_norm", step.gradientNorm());
    figures.put("train/articles_per_second", perSecond(step.articles(), step.duration()));
    figures.put("train/tokens_per_second", perSecond(step.tokens(), step.duration()));
    return figures;
  }

  static Map<String, Double> of(TrainingEvent.EpochDone done) {
    TrainingRun.Epoch result = done.result();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("epoch/number", (double) result.number());
    figures.put("epoch/training_loss", result.trainingLoss());
    figures.put("epoch/seconds", seconds(result.duration()));
    figures.put(VALIDATION_LOSS, result.validationLoss());
    put(figures, UNCALIBRATED, done.validation(), result.evaluation());
    return figures;
  }

  static Map<String, Double> of(TrainingEvent.ModelSaved saved) {
    Map<String, Double> figures = new LinkedHashMap<>();
    String how = SAVED + saved.model().rule().defaultProfile().id() + "/";
    put(figures, how, saved.model().validation(), saved.model().evaluation());
    return figures;
  }

  private static void put(
      Map<String, Double> figures, String how, ScoredArticles scores, Evaluation evaluation) {
    metrics(scores, evaluation.thresholds())
        .forEach((id, value) -> figures.put(METRICS + how + id, value));
    for (LabelEvaluation label : evaluation.perLabel()) {
      figures.put(LABEL_F1 + how + label.label(), label.f1());
    }
  }

  /** The name of a metric of the saved model at 0.5, by which runs save their models. */
  static String ofSavedModel(Metric metric) {
    return METRICS + SAVED + ThresholdProfile.HALF.id() + "/" + metric.id();
  }

  /** The metrics of scores by their ids; one that is not defined, as AUROC may be, is left out. */
  static Map<String, Double> metrics(ScoredArticles scores, Thresholds thresholds) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      double value = metric.of(scores, thresholds);
      if (!Double.isNaN(value)) {
        metrics.put(metric.id(), value);
      }
    }
    return metrics;
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double perSecond(long count, Duration duration) {
    return count / Math.max(seconds(duration), 1e-9);
  }
}
