package io.github.meshclassifier.train;

import com.google.gson.GsonBuilder;
import io.github.meshclassifier.internal.manifest.ModelManifest;

/**
 * The lines of a model card with which Python decides as {@code MeshClassifier} does. They use the
 * variables {@code title} and {@code abstract}, and leave the probabilities in {@code scores} and
 * the ids of the labels assigned in {@code predicted}.
 */
final class PythonUse {
  private final ModelManifest manifest;
  private final StringBuilder text = new StringBuilder();

  private PythonUse(ModelManifest manifest) {
    this.manifest = manifest;
  }

  /** Returns the lines, each with a line end. */
  static String of(ModelManifest manifest) {
    return new PythonUse(manifest).lines();
  }

  private String lines() {
    boolean calibrates = !manifest.rule().calibration().isIdentity();
    boolean oneThreshold = manifest.thresholds().stream().distinct().count() == 1;
    if (calibrates || !oneThreshold) {
      add("import json");
    }
    if (calibrates) {
      add("import math");
    }
    add("from transformers import pipeline");
    add("");
    add("model = \"path/to/this/model\"");
    add("classify = pipeline(");
    add("    \"text-classification\", model=model, top_k=None,");
    add("    function_to_apply=\"" + (calibrates ? "none" : "sigmoid") + "\",");
    add("    truncation=True, max_length=" + manifest.maxTokens() + ",");
    add(")");
    add("parts = [part.strip() for part in (title, abstract)]");
    add("text = " + quoted(manifest.titleSeparator()) + ".join(part for part in parts if part)");
    add("found = classify([text])[0]");
    add("scores = {entry[\"label\"]: entry[\"score\"] for entry in found}");
    if (calibrates || !oneThreshold) {
      add("with open(model + \"/mesh-classifier.json\", encoding=\"utf-8\") as file:");
      add("    manifest = json.load(file)");
      add("ids = [label[\"id\"] for label in manifest[\"labels\"]]");
    }
    if (calibrates) {
      add("calibration = manifest[\"calibration\"]");
      add("for id, a, b in zip(ids, calibration[\"slope\"], calibration[\"intercept\"]):");
      add("    scores[id] = 1 / (1 + math.exp(-(a * scores[id] + b)))");
    }
    decide(oneThreshold);
    return text.toString();
  }

  private void decide(boolean oneThreshold) {
    if (oneThreshold) {
      add("predicted = [id for id in scores if scores[id] > " + manifest.thresholds().get(0) + "]");
      return;
    }
    boolean hasProfiles = manifest.rule().profiles().available().size() > 1;
    add(
        "thresholds = manifest["
            + (hasProfiles
                ? "\"threshold_profiles\"][" + quoted(manifest.rule().defaultProfile().id()) + "]"
                : "\"thresholds\"]"));
    add("predicted = [id for id, t in zip(ids, thresholds) if scores[id] > t]");
  }

  private static String quoted(String value) {
    return new GsonBuilder().disableHtmlEscaping().create().toJson(value);
  }

  private void add(String line) {
    text.append(line).append('\n');
  }
}
