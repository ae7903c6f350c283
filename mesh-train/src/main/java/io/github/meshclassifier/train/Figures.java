package io.github.meshclassifier.train;

import com.google.gson.JsonObject;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an evaluation as a manifest keeps them.
 *
 * @param profile the id of the threshold profile that decided, null if it was none of the model's,
 *     or the manifest is of a version that did not say
 * @param learnedNothing whether {@link SavedModel#learnedNothing} said so
 */
record Figures(
    long articles,
    double subsetAccuracy,
    double hammingLoss,
    PrecisionRecallF1 micro,
    PrecisionRecallF1 macro,
    PrecisionRecallF1 weighted,
    PrecisionRecallF1 samples,
    Map<String, OfLabel> labels,
    @Nullable String profile,
    boolean learnedNothing) {
  static final String LEARNED_NOTHING = "learned_nothing";

  private static final String PROFILE = "profile";
  private static final String THRESHOLD = "threshold";

  /**
   * The figures of one label.
   *
   * @param threshold what decided, null if the manifest does not say
   */
  record OfLabel(PrecisionRecallF1 metrics, long support, @Nullable Double threshold) {}

  Figures {
    labels = Map.copyOf(labels);
  }

  /**
   * Returns the JSON that {@link #read} takes back.
   *
   * @param profile the id of the threshold profile that decided, null if it is none of the model's
   */
  static JsonObject json(Evaluation evaluation, @Nullable String profile) {
    JsonObject json = new JsonObject();
    json.addProperty("articles", evaluation.articleCount());
    if (profile != null) {
      json.addProperty(PROFILE, profile);
    }
    boolean uniform = evaluation.thresholds().isUniform();
    if (uniform) {
      json.addProperty(THRESHOLD, evaluation.thresholds().get(0));
    }
    json.addProperty("subset_accuracy", evaluation.subsetAccuracy());
    json.addProperty("hamming_loss", evaluation.hammingLoss());
    json.add("micro", json(evaluation.micro()));
    json.add("macro", json(evaluation.macro()));
    json.add("weighted", json(evaluation.weighted()));
    json.add("samples", json(evaluation.samples()));
    JsonObject labels = new JsonObject();
    int index = 0;
    for (LabelEvaluation label : evaluation.perLabel()) {
      JsonObject numbers = json(label.metrics());
      numbers.addProperty("support", label.support());
      if (!uniform) {
        numbers.addProperty(THRESHOLD, evaluation.thresholds().get(index));
      }
      labels.add(label.label(), numbers);
      index++;
    }
    json.add("labels", labels);
    return json;
  }

  private static JsonObject json(PrecisionRecallF1 metrics) {
    JsonObject json = new JsonObject();
    json.addProperty("precision", metrics.precision());
    json.addProperty("recall", metrics.recall());
    json.addProperty("f1", metrics.f1());
    return json;
  }

  /**
   * Reads the figures.
   *
   * @throws ModelLoadException if one is missing, not a number or out of range
   */
  static Figures read(ProvenanceFields fields, List<Label> labels) throws ModelLoadException {
    Map<String, OfLabel> ofLabels = new LinkedHashMap<>();
    ProvenanceFields perLabel = required(fields, "labels");
    Double uniform = threshold(fields);
    for (Label label : labels) {
      ProvenanceFields numbers = required(perLabel, label.id());
      Double own = threshold(numbers);
      ofLabels.put(
          label.id(),
          new OfLabel(metrics(numbers), numbers.count("support"), own != null ? own : uniform));
    }
    return new Figures(
        fields.count("articles"),
        fields.share("subset_accuracy"),
        fields.share("hamming_loss"),
        metrics(required(fields, "micro")),
        metrics(required(fields, "macro")),
        metrics(required(fields, "weighted")),
        metrics(required(fields, "samples")),
        ofLabels,
        fields.text(PROFILE),
        fields.json().has(LEARNED_NOTHING));
  }

  private static @Nullable Double threshold(ProvenanceFields fields) throws ModelLoadException {
    return fields.json().has(THRESHOLD) ? (Double) fields.share(THRESHOLD) : null;
  }

  private static ProvenanceFields required(ProvenanceFields fields, String key)
      throws ModelLoadException {
    ProvenanceFields object = fields.object(key);
    return object != null
        ? object
        : new ProvenanceFields(new JsonObject(), fields.path() + "." + key, fields.location());
  }

  private static PrecisionRecallF1 metrics(ProvenanceFields fields) throws ModelLoadException {
    return new PrecisionRecallF1(
        fields.share("precision"), fields.share("recall"), fields.share("f1"));
  }
}
