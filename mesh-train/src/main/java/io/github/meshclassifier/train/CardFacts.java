package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import org.jspecify.annotations.Nullable;

/**
 * Everything a model card says, taken from the manifest and {@code config.json} alone, so that a
 * card can be written again at any time.
 *
 * @param manifest labels, thresholds and how texts are made
 * @param inputNote what is peculiar about the model's inputs, empty for nothing
 * @param architecture the transformers class, null if {@code config.json} names none
 */
record CardFacts(
    Provenance provenance,
    ModelManifest manifest,
    String inputNote,
    @Nullable String architecture) {
  /** The name of a model that has none. */
  private static final String NAMELESS = "model";

  /**
   * Collects the facts.
   *
   * @param config the model's configuration
   */
  static CardFacts of(Provenance provenance, ModelManifest manifest, BackboneConfig config) {
    return new CardFacts(
        provenance, manifest, config.family().inputNote(config), architecture(config.json()));
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

  /** What the model is called. */
  String name() {
    String name = provenance.card().name();
    return name != null ? name : NAMELESS;
  }

  Provenance.Card card() {
    return provenance.card();
  }

  Provenance.Results results() {
    return provenance.results();
  }

  /** Returns the whole card. */
  String toMarkdown() {
    return "---\n" + YamlText.of(CardMetadata.of(this)) + "---\n\n" + CardText.of(this);
  }
}
