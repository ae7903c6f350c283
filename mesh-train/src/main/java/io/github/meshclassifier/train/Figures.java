package io.github.meshclassifier.train;

import com.google.gson.JsonObject;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.SavedModel;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final String LEARNED_NOTHING = "learned_nothing";

  private static final String PROFILE = "profile";
  private static final String THRESHOLD = "threshold";

  /**
   * The figures of one label.
   *
   * @param threshold what decided, null if the manifest does not say
   */
  record OfLabel(PrecisionRecallF1 metrics, long support, @Nullable Double threshold) {}

  Figures {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * Takes the figures of an evaluation.
   *
   * @param profile the id of the threshold profile that decided, null if it is none of the model's
   */
  static Figures of(Evaluation evaluation, @Nullable String profile, boolean learnedNothing) {
    Map<String, OfLabel> labels = new LinkedHashMap<>();
    for (LabelEvaluation label : evaluation.perLabel()) {
      double threshold = evaluation.thresholds().get(labels.size());
      labels.put(label.label(), new OfLabel(label.metrics(), label.support(), threshold));
    }
    return new Figures(
        evaluation.articleCount(),
        evaluation.subsetAccuracy(),
        evaluation.hammingLoss(),
        evaluation.micro(),
        evaluation.macro(),
        evaluation.weighted(),
        evaluation.samples(),
        labels,
        profile,
        learnedNothing);
  }

  /** Returns the JSON that {@link #read} takes back. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("articles", articles);
    if (profile != null) {
      json.addProperty(PROFILE, profile);
    }
    Set<Double> thresholds = new HashSet<>();
    labels.values().forEach(label -> thresholds.add(label.threshold()));
    boolean uniform = thresholds.size() == 1;
    if (uniform) {
      json.addProperty(THRESHOLD, thresholds.iterator().next());
    }
    json.addProperty("subset_accuracy", subsetAccuracy);
    json.addProperty("hamming_loss", hammingLoss);
    json.add("micro", json(micro));
    json.add("macro", json(macro));
    json.add("weighted", json(weighted));
    json.add("samples", json(samples));
    JsonObject perLabel = new JsonObject();
    labels.forEach(
        (id, label) -> {
          JsonObject numbers = json(label.metrics());
          numbers.addProperty("support", label.support());
          if (!uniform) {
            numbers.addProperty(THRESHOLD, label.threshold());
          }
          perLabel.add(id, numbers);
        });
    json.add("labels", perLabel);
    if (learnedNothing) {
      json.addProperty(LEARNED_NOTHING, true);
    }
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
    ProvenanceFields perLabel = fields.child("labels");
    Double uniform = threshold(fields);
    for (Label label : labels) {
      ProvenanceFields numbers = perLabel.child(label.id());
      Double own = threshold(numbers);
      ofLabels.put(
          label.id(),
          new OfLabel(metrics(numbers), numbers.count("support"), own != null ? own : uniform));
    }
    return new Figures(
        fields.count("articles"),
        fields.share("subset_accuracy"),
        fields.share("hamming_loss"),
        metrics(fields.child("micro")),
        metrics(fields.child("macro")),
        metrics(fields.child("weighted")),
        metrics(fields.child("samples")),
        ofLabels,
        fields.optionalText(PROFILE),
        fields.object().has(LEARNED_NOTHING));
  }

  private static @Nullable Double threshold(ProvenanceFields fields) throws ModelLoadException {
    return fields.object().has(THRESHOLD) ? (Double) fields.share(THRESHOLD) : null;
  }

  private static PrecisionRecallF1 metrics(ProvenanceFields fields) throws ModelLoadException {
    return new PrecisionRecallF1(
        fields.share("precision"), fields.share("recall"), fields.share("f1"));
  }
}
