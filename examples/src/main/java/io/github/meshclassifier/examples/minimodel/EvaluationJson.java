package io.github.meshclassifier.examples.minimodel;

import com.google.gson.JsonObject;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PrecisionRecallF1;

/** Writes an evaluation as MeshTrainer writes the one of its saved model into a manifest. */
final class EvaluationJson {
  private EvaluationJson() {}

  static JsonObject of(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    json.addProperty("articles", evaluation.articleCount());
    json.addProperty("threshold", evaluation.thresholds().get(0));
    json.addProperty("subset_accuracy", evaluation.subsetAccuracy());
    json.addProperty("hamming_loss", evaluation.hammingLoss());
    json.add("micro", metrics(evaluation.micro()));
    json.add("macro", metrics(evaluation.macro()));
    json.add("weighted", metrics(evaluation.weighted()));
    json.add("samples", metrics(evaluation.samples()));
    JsonObject labels = new JsonObject();
    for (LabelEvaluation label : evaluation.perLabel()) {
      JsonObject numbers = metrics(label.metrics());
      numbers.addProperty("support", label.support());
      labels.add(label.label(), numbers);
    }
    json.add("labels", labels);
    return json;
  }

  private static JsonObject metrics(PrecisionRecallF1 metrics) {
    JsonObject json = new JsonObject();
    json.addProperty("precision", metrics.precision());
    json.addProperty("recall", metrics.recall());
    json.addProperty("f1", metrics.f1());
    return json;
  }
}
