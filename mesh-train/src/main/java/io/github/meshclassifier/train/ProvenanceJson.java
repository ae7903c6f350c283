package io.github.meshclassifier.train;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Provenance} as JSON, and back. */
final class ProvenanceJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .serializeSpecialFloatingPointValues()
          .create();
  private static final String BASE = "base_model";
  private static final String DATA = "data";
  private static final String SETTINGS = "settings";
  private static final String VERSIONS = "versions";
  private static final String CARD = "model_card";
  private static final String EPOCHS = "epochs";
  private static final String COUPLED = "folded_coupling";
  private static final String FOLDED = "folded_calibration";
  private static final String END = "end";

  private ProvenanceJson() {}

  /**
   * Writes a provenance over JSON that holds an earlier one: what did not change stays as it is,
   * and what this class does not know too.
   *
   * @param json what {@code before} was read from
   */
  static JsonObject over(JsonObject json, Provenance before, Provenance now) {
    JsonObject written = json.deepCopy();
    JsonObject old = of(before);
    of(now)
        .asMap()
        .forEach(
            (key, value) -> {
              if (!value.equals(old.get(key))) {
                written.add(key, value);
              }
            });
    return written;
  }

  static JsonObject of(Provenance provenance) {
    JsonObject json = new JsonObject();
    add(json, BASE, provenance.base());
    add(json, DATA, provenance.data());
    add(json, SETTINGS, provenance.settings());
    add(json, VERSIONS, provenance.versions());
    add(json, CARD, provenance.card());
    Provenance.Results results = provenance.results();
    if (!results.epochs().isEmpty()) {
      JsonArray epochs = new JsonArray();
      results.epochs().forEach(epoch -> epochs.add(epoch(epoch)));
      json.add(EPOCHS, epochs);
    }
    if (results.validation() != null) {
      json.add(ModelManifest.VALIDATION_FIGURES, results.validation().toJson());
    }
    if (results.test() != null) {
      json.add(ModelManifest.TEST_FIGURES, results.test().toJson());
    }
    LabelCoupling coupled = results.coupled();
    if (coupled != null) {
      json.add(COUPLED, coupling(coupled));
    }
    Calibration folded = results.folded();
    if (folded != null) {
      JsonObject calibration = new JsonObject();
      calibration.add("slope", GSON.toJsonTree(folded.slopes()));
      calibration.add("intercept", GSON.toJsonTree(folded.intercepts()));
      json.add(FOLDED, calibration);
    }
    if (provenance.end() != null) {
      add(json, END, provenance.end());
    }
    return json;
  }

  /** Adds a part by the names of its fields, unless nothing is known of it. */
  private static void add(JsonObject json, String key, Object part) {
    JsonObject written = GSON.toJsonTree(part).getAsJsonObject();
    written.asMap().values().removeIf(value -> value instanceof JsonArray a && a.isEmpty());
    if (!written.isEmpty()) {
      json.add(key, written);
    }
  }

  /** A label's weights of all labels and its intercept, label by label. */
  private static JsonArray coupling(LabelCoupling coupling) {
    JsonArray labels = new JsonArray();
    for (int label = 0; label < coupling.labelCount(); label++) {
      JsonArray weights = new JsonArray();
      for (int other = 0; other < coupling.labelCount(); other++) {
        weights.add(coupling.weight(label, other));
      }
      JsonObject json = new JsonObject();
      json.add("weight", weights);
      json.addProperty("intercept", coupling.intercept(label));
      labels.add(json);
    }
    return labels;
  }

  private static @Nullable LabelCoupling coupling(ProvenanceFields fields)
      throws ModelLoadException {
    List<List<Double>> weights = new ArrayList<>();
    List<Double> intercepts = new ArrayList<>();
    for (ProvenanceFields label : fields.parts(COUPLED)) {
      weights.add(label.numbers("weight"));
      intercepts.add(label.real("intercept", -Double.MAX_VALUE, Double.MAX_VALUE));
    }
    return weights.isEmpty() ? null : LabelCoupling.of(weights, intercepts);
  }

  private static JsonObject epoch(Provenance.Epoch epoch) {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", epoch.number());
    json.addProperty("scores", "uncalibrated");
    json.addProperty("profile", "half");
    json.addProperty("training_loss", epoch.trainingLoss());
    json.addProperty("validation_loss", epoch.validationLoss());
    json.addProperty("validation_micro_f1", epoch.microF1());
    json.addProperty("validation_macro_f1", epoch.macroF1());
    json.addProperty("validation_subset_accuracy", epoch.subsetAccuracy());
    json.addProperty("seconds", epoch.seconds());
    return json;
  }

  /**
   * Reads the provenance of a manifest.
   *
   * @param location where the manifest is, for messages
   * @throws ModelLoadException if a part has another type than this class writes
   */
  static Provenance read(ModelManifest manifest, String location) throws ModelLoadException {
    ProvenanceFields fields = ProvenanceFields.of(manifest, location);
    ProvenanceFields base = fields.child(BASE);
    ProvenanceFields data = fields.child(DATA);
    ProvenanceFields card = fields.child(CARD);
    return new Provenance(
        new Provenance.Base(
            base.optionalText("name"),
            base.optionalText("hub_id"),
            base.optionalText("revision"),
            base.optionalText("sha256")),
        new Provenance.Data(articles(data.part("training")), articles(data.part("validation"))),
        settings(fields.child(SETTINGS)),
        versions(fields.child(VERSIONS)),
        new Provenance.Card(
            card.optionalText("name"),
            card.optionalText("version"),
            card.optionalText("license"),
            card.texts("languages"),
            card.texts("datasets")),
        results(fields, manifest),
        end(fields.part(END)));
  }

  private static Provenance.@Nullable Articles articles(@Nullable ProvenanceFields fields)
      throws ModelLoadException {
    return fields == null
        ? null
        : new Provenance.Articles(
            fields.count("articles"),
            fields.optionalText("sha256"),
            fields.optionalText("tokens_sha256"));
  }

  private static Map<String, Object> settings(ProvenanceFields fields) throws ModelLoadException {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String name : fields.object().keySet()) {
      settings.put(name, fields.setting(name));
    }
    return settings;
  }

  private static Map<String, String> versions(ProvenanceFields fields) throws ModelLoadException {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String name : fields.object().keySet()) {
      String version = fields.optionalText(name);
      if (version != null) {
        versions.put(name, version);
      }
    }
    return versions;
  }

  private static Provenance.Results results(ProvenanceFields fields, ModelManifest manifest)
      throws ModelLoadException {
    List<Provenance.Epoch> epochs = new ArrayList<>();
    for (ProvenanceFields epoch : fields.parts(EPOCHS)) {
      epochs.add(epoch(epoch));
    }
    ProvenanceFields folded = fields.part(FOLDED);
    return new Provenance.Results(
        epochs,
        figures(fields.part(ModelManifest.VALIDATION_FIGURES), manifest),
        figures(fields.part(ModelManifest.TEST_FIGURES), manifest),
        coupling(fields),
        folded == null
            ? null
            : Calibration.of(folded.numbers("slope"), folded.numbers("intercept")));
  }

  private static @Nullable Figures figures(
      @Nullable ProvenanceFields fields, ModelManifest manifest) throws ModelLoadException {
    return fields == null ? null : Figures.read(fields, manifest.labels());
  }

  private static Provenance.Epoch epoch(ProvenanceFields fields) throws ModelLoadException {
    return new Provenance.Epoch(
        (int) fields.count("epoch"),
        fields.numberOrNaN("training_loss"),
        fields.numberOrNaN("validation_loss"),
        fields.numberOrNaN("validation_micro_f1"),
        fields.numberOrNaN("validation_macro_f1"),
        fields.numberOrNaN("validation_subset_accuracy"),
        fields.object().has("seconds") ? fields.count("seconds") : -1);
  }

  private static Provenance.@Nullable End end(@Nullable ProvenanceFields fields)
      throws ModelLoadException {
    return fields == null
        ? null
        : new Provenance.End(
            fields.constant("reason", StopReason.values()),
            (int) fields.count("epochs"),
            fields.count("steps"));
  }
}
