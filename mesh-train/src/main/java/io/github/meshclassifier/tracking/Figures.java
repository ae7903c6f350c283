package io.github.meshclassifier.tracking;

import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.train.EpochResult;
import io.github.meshclassifier.train.TrainingEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers of events by the names under which TensorBoard and MLflow show them. */
final class Figures {
  static final String VALIDATION = "validation/";
  private static final String LABEL_F1 = "validation_label_f1/";

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
    EpochResult result = done.result();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("epoch/number", (double) result.epoch());
    figures.put("epoch/training_loss", result.trainingLoss());
    figures.put("epoch/seconds", seconds(result.duration()));
    figures.put(VALIDATION + "loss", result.validationLoss());
    metrics(done).forEach((id, value) -> figures.put(VALIDATION + id, value));
    for (LabelEvaluation label : result.evaluation().perLabel()) {
      figures.put(LABEL_F1 + label.label(), label.f1());
    }
    return figures;
  }

  /** The validation metrics by their ids; one that is not defined, as AUROC may be, is left out. */
  static Map<String, Double> metrics(TrainingEvent.EpochDone done) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      double value = metric.of(done.validation(), done.result().evaluation().thresholds());
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
