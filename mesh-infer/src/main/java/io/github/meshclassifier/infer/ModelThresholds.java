package io.github.meshclassifier.infer;

import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Stores calibration and threshold profiles in a model's directory, without training it again.
 *
 * <p>Immutable and thread-safe; if two threads write to one directory, the rule that is written
 * last stays. While a training run has the directory, its next best epoch replaces what is written
 * here.
 *
 * <pre>{@code
 * try (MeshClassifier classifier = MeshClassifier.load(directory)) {
 *   ScoredArticles scored = classifier.scoreAll(validation, MeshTree.bundled());
 *   ModelThresholds.write(directory, classifier.decisionRule().retuned(scored, 42));
 * }
 * }</pre>
 */
public final class ModelThresholds {
  private ModelThresholds() {}

  /**
   * Writes a rule into {@code mesh-classifier.json}. The file is replaced as a whole; classifiers
   * that are loaded keep what they have read.
   *
   * <p>All other files stay as they are. The calibration is kept beside the weights and not folded
   * into them, as {@code MeshTrainer} does when it saves: the file of the weights may have
   * gigabytes, and could not be replaced together with this one, so that a crash might leave the
   * weights of one rule with the thresholds of another. What Python has to do beyond the sigmoid is
   * in the model card once it is written anew, with {@code
   * ModelCard.builder().build().write(modelDirectory)}.
   *
   * <p>The other content of the file stays. Only the figures of the model on validation and test
   * articles are removed if the rule changes how the model decides by default, since they were
   * measured with another rule.
   *
   * @param modelDirectory a directory that {@code MeshTrainer} wrote
   * @param rule calibration, threshold profiles and the default profile
   * @throws ModelLoadException if the directory has no {@code mesh-classifier.json}, or a damaged
   *     one; nothing is written then
   * @throws IllegalArgumentException if the rule is for another number of labels; nothing is
   *     written then
   * @throws IOException if the file cannot be written; the old one is there then
   */
  public static void write(Path modelDirectory, DecisionRule rule) throws IOException {
    ModelManifest manifest = ModelManifest.require(ModelFiles.directory(modelDirectory));
    if (rule.labelCount() != manifest.labels().size()) {
      throw new IllegalArgumentException(
          "the rule must be for the model's "
              + manifest.labels().size()
              + " labels, was for "
              + rule.labelCount());
    }
    ModelManifest changed = manifest.withRule(rule);
    if (!decidesAlike(manifest, changed)) {
      JsonObject provenance = changed.provenance();
      provenance.remove(ModelManifest.VALIDATION_FIGURES);
      provenance.remove(ModelManifest.TEST_FIGURES);
      changed = changed.withProvenance(provenance);
    }
    changed.replace(modelDirectory);
  }

  private static boolean decidesAlike(ModelManifest manifest, ModelManifest other) {
    return manifest.thresholds().equals(other.thresholds())
        && manifest.rule().calibration().equals(other.rule().calibration());
  }
}
