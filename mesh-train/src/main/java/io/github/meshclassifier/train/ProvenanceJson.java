package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.calibration.Calibration;
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
  private static final String BASE = "base_model";
  private static final String DATA = "data";
  private static final String SETTINGS = "settings";
  private static final String VERSIONS = "versions";
  private static final String CARD = "model_card";
  private static final String EPOCHS = "epochs";
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

  /** Writes what is known. */
  static JsonObject of(Provenance provenance) {
    JsonObject json = new JsonObject();
    addUnlessEmpty(json, BASE, base(provenance.base()));
    JsonObject data = new JsonObject();
    addArticles(data, "training", provenance.data().training());
    addArticles(data, "validation", provenance.data().validation());
    addUnlessEmpty(json, DATA, data);
    JsonObject settings = new JsonObject();
    provenance.settings().forEach((name, value) -> settings.add(name, setting(value)));
    addUnlessEmpty(json, SETTINGS, settings);
    JsonObject versions = new JsonObject();
    provenance.versions().forEach(versions::addProperty);
    addUnlessEmpty(json, VERSIONS, versions);
    addUnlessEmpty(json, CARD, card(provenance.card()));
    addResults(json, provenance.results());
    Provenance.End end = provenance.end();
    if (end != null) {
      JsonObject ended = new JsonObject();
      ended.addProperty("reason", end.reason().name());
      ended.addProperty("epochs", end.epochs());
      ended.addProperty("steps", end.steps());
      json.add(END, ended);
    }
    return json;
  }

  private static JsonObject base(Provenance.Base base) {
    JsonObject json = new JsonObject();
    addText(json, "name", base.name());
    addText(json, "hub_id", base.hubId());
    addText(json, "revision", base.revision());
    addText(json, "sha256", base.sha256());
    return json;
  }

  private static void addArticles(
      JsonObject data, String set, Provenance.@Nullable Articles articles) {
    if (articles != null) {
      JsonObject json = new JsonObject();
      json.addProperty("articles", articles.count());
      addText(json, "sha256", articles.sha256());
      addText(json, "tokens_sha256", articles.tokensSha256());
      data.add(set, json);
    }
  }

  private static JsonElement setting(Object value) {
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    } else if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    } else if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(element -> array.add(setting(element)));
      return array;
    }
    return new JsonPrimitive(value.toString());
  }

  private static JsonObject card(Provenance.Card card) {
    JsonObject json = new JsonObject();
    addText(json, "name", card.name());
    addText(json, "version", card.version());
    addText(json, "license", card.license());
    addTexts(json, "languages", card.languages());
    addTexts(json, "datasets", card.datasets());
    return json;
  }

  private static void addResults(JsonObject json, Provenance.Results results) {
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
    Calibration folded = results.folded();
    if (folded != null) {
      JsonObject calibration = new JsonObject();
      calibration.add("slope", setting(folded.slopes()));
      calibration.add("intercept", setting(folded.intercepts()));
      json.add(FOLDED, calibration);
    }
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

  private static void addUnlessEmpty(JsonObject json, String key, JsonObject value) {
    if (!value.isEmpty()) {
      json.add(key, value);
    }
  }

  private static void addText(JsonObject json, String key, @Nullable String value) {
    if (value != null) {
      json.addProperty(key, value);
    }
  }

  private static void addTexts(JsonObject json, String key, List<String> values) {
    if (!values.isEmpty()) {
      json.add(key, setting(values));
    }
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
