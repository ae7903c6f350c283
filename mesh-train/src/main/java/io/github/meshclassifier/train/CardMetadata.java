package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import java.util.List;

/**
 * The metadata of a model card as the Hub reads it. Source: <a
 * href="https://github.com/huggingface/hub-docs/blob/main/modelcard.md?plain=1">the Hub's
 * specification</a>, with the results in the form of its {@code model-index}.
 */
final class CardMetadata {
  /** The Hub's name of the task; its pages and pipelines know no other for several labels. */
  private static final String TASK = "text-classification";

  /** What cards write where the data are not on the Hub: the field is required. */
  private static final String NO_DATASET = "unknown";

  private CardMetadata() {}

  static JsonObject of(CardFacts facts) {
    JsonObject json = new JsonObject();
    if (!facts.card().languages().isEmpty()) {
      json.add("language", array(facts.card().languages()));
    }
    if (facts.card().license() != null) {
      json.addProperty("license", facts.card().license());
    }
    json.addProperty("library_name", "transformers");
    json.addProperty("pipeline_tag", TASK);
    json.add("tags", array(List.of("mesh-classifier", "multi-label-classification", "mesh")));
    if (facts.provenance().base().hubId() != null) {
      json.addProperty("base_model", facts.provenance().base().hubId());
    }
    if (!facts.card().datasets().isEmpty()) {
      json.add("datasets", array(facts.card().datasets()));
    }
    json.add("metrics", array(List.of("f1", "precision", "recall", "accuracy")));
    JsonArray results = new JsonArray();
    if (facts.results().validation() != null) {
      results.add(result(facts, "validation", facts.results().validation()));
    }
    if (facts.results().test() != null) {
      results.add(result(facts, "test", facts.results().test()));
    }
    if (!results.isEmpty()) {
      JsonObject model = new JsonObject();
      model.addProperty("name", facts.name());
      model.add("results", results);
      JsonArray models = new JsonArray();
      models.add(model);
      json.add("model-index", models);
    }
    return json;
  }

  private static JsonObject result(CardFacts facts, String split, Figures figures) {
    JsonObject task = new JsonObject();
    task.addProperty("type", TASK);
    task.addProperty("name", "Multi-label text classification");
    JsonObject dataset = new JsonObject();
    // Of several data sets, nobody said which one was measured on.
    String id = facts.card().datasets().size() == 1 ? facts.card().datasets().get(0) : NO_DATASET;
    dataset.addProperty("type", id);
    dataset.addProperty("name", id.equals(NO_DATASET) ? "Indexed articles" : id);
    dataset.addProperty("split", split);
    JsonArray metrics = new JsonArray();
    String how = figures.profile() == null ? "" : ", threshold profile " + figures.profile();
    average(metrics, "Micro", "micro", figures.micro(), how);
    average(metrics, "Macro", "macro", figures.macro(), how);
    average(metrics, "Weighted", "weighted", figures.weighted(), how);
    average(metrics, "Samples", "samples", figures.samples(), how);
    // accuracy_score of scikit-learn, which the Hub's metric calls, is that of label sets.
    metrics.add(metric("accuracy", "Exact match" + how, figures.subsetAccuracy()));
    metrics.add(metric("hamming_loss", "Hamming loss" + how, figures.hammingLoss()));
    JsonObject result = new JsonObject();
    result.add("task", task);
    result.add("dataset", dataset);
    result.add("metrics", metrics);
    return result;
  }

  private static void average(
      JsonArray metrics, String title, String average, PrecisionRecallF1 figures, String how) {
    metrics.add(averaged("f1", title + " F1" + how, average, figures.f1()));
    metrics.add(averaged("precision", title + " precision" + how, average, figures.precision()));
    metrics.add(averaged("recall", title + " recall" + how, average, figures.recall()));
  }

  private static JsonObject averaged(String type, String name, String average, double value) {
    JsonObject metric = metric(type, name, value);
    JsonObject arguments = new JsonObject();
    arguments.addProperty("average", average);
    metric.add("args", arguments);
    return metric;
  }

  private static JsonObject metric(String type, String name, double value) {
    JsonObject metric = new JsonObject();
    metric.addProperty("type", type);
    metric.addProperty("name", name);
    metric.addProperty("value", value);
    return metric;
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
