package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.Label;
import java.util.List;

/**
 * What a run learns from and how, read and checked.
 *
 * @param manifest what the model's manifest says before training
 */
record TrainingInputs(
    TrainingSettings settings,
    LabelledExamples training,
    LabelledExamples validation,
    ModelManifest manifest) {

  ValidationSet validationSet() {
    return new ValidationSet(labelIds(), validation.examples());
  }

  /** The model as it is saved, when these are the logits that it gives the validation articles. */
  SavedModel saved(float[][] logits) {
    return validationSet().saved(logits, settings.selection().decisionMetric(), settings.seed());
  }

  List<String> labelIds() {
    return manifest.labels().stream().map(Label::id).toList();
  }

  RunIdentity identity() {
    return RunIdentity.of(manifest.provenance(), labelIds());
  }
}
