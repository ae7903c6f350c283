package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a model card says, taken from the manifest and {@code config.json} alone, so that a
 * card can be written again at any time.
 *
 * @param name what the model is called
 * @param manifest labels, thresholds and how texts are made
 * @param inputNote what is peculiar about the model's inputs, empty for nothing
 * @param architecture the transformers class, null if {@code config.json} names none
 * @param license the Hub's identifier of the licence, null if not known
 * @param languages ISO 639 codes
 * @param datasets ids of data sets on the Hub
 * @param baseModel the Hub id of the base model, null if not known
 * @param baseRevision its commit, null if not known
 * @param baseName what the base model is called, null if not known
 * @param trainingArticles how many articles were learned from, null if not known
 * @param settings the settings of the run, null if not known
 * @param versions what it ran on, null if not known
 * @param folded whether a calibration is folded into the head
 * @param epochs what each epoch reached up to the saved one, before calibration and at 0.5
 * @param validation the figures of the saved model on the validation articles, null if not known
 * @param test the figures on articles that had no part in training, null if not measured
 */
record CardFacts(
    String name,
    ModelManifest manifest,
    String inputNote,
    @Nullable String architecture,
    @Nullable String license,
    List<String> languages,
    List<String> datasets,
    @Nullable String baseModel,
    @Nullable String baseRevision,
    @Nullable String baseName,
    @Nullable Long trainingArticles,
    @Nullable JsonObject settings,
    @Nullable JsonObject versions,
    boolean folded,
    List<ProvenanceFields> epochs,
    @Nullable Figures validation,
    @Nullable Figures test) {
  /** The part of the provenance that only cards need. */
  static final String CARD = "model_card";

  /** The part of the provenance that tells which calibration is folded into the head. */
  static final String FOLDED = "folded_calibration";

  /** The name of a model that has none. */
  private static final String NAMELESS = "model";

  /**
   * Collects the facts.
   *
   * @param config the model's configuration
   * @param location where the manifest is, for messages
   * @throws ModelLoadException if a part of the provenance has another type than this class wrote
   */
  static CardFacts of(ModelManifest manifest, BackboneConfig config, String location)
      throws ModelLoadException {
    ProvenanceFields provenance = ProvenanceFields.of(manifest, location);
    ProvenanceFields nothing = new ProvenanceFields(new JsonObject(), "provenance", location);
    ProvenanceFields card = orElse(provenance.object(CARD), nothing);
    ProvenanceFields base = orElse(provenance.object("base_model"), nothing);
    ProvenanceFields data = orElse(provenance.object("data"), nothing);
    ProvenanceFields training = data.object("training");
    String name = card.text("name");
    return new CardFacts(
        name != null ? name : NAMELESS,
        manifest,
        config.family().inputNote(config),
        architecture(config.json()),
        card.text("license"),
        card.texts("languages"),
        card.texts("datasets"),
        base.text("hub_id"),
        base.text("revision"),
        base.text("name"),
        training == null ? null : (Long) training.count("articles"),
        json(provenance.object("settings")),
        json(provenance.object("versions")),
        provenance.object(FOLDED) != null,
        provenance.objects("epochs"),
        figures(provenance.object(ModelManifest.VALIDATION_FIGURES), manifest),
        figures(provenance.object(ModelManifest.TEST_FIGURES), manifest));
  }

  private static ProvenanceFields orElse(
      @Nullable ProvenanceFields fields, ProvenanceFields absent) {
    return fields != null ? fields : absent;
  }

  private static @Nullable JsonObject json(@Nullable ProvenanceFields fields) {
    return fields == null ? null : fields.json();
  }

  private static @Nullable Figures figures(
      @Nullable ProvenanceFields fields, ModelManifest manifest) throws ModelLoadException {
    return fields == null ? null : Figures.read(fields, manifest.labels());
  }

  private static @Nullable String architecture(JsonObject config) {
    return config.get("architectures") instanceof JsonArray names && names.size() == 1
        ? text(names.get(0), "")
        : null;
  }

  private static String text(@Nullable JsonElement value, String absent) {
    return value instanceof JsonPrimitive primitive && primitive.isString()
        ? primitive.getAsString()
        : absent;
  }

  /** Returns the whole card. */
  String toMarkdown() {
    return "---\n" + YamlText.of(CardMetadata.of(this)) + "---\n\n" + CardText.of(this);
  }
}
