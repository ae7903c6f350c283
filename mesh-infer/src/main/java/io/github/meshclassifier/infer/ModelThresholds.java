package io.github.meshclassifier.infer;

import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Stores calibration and threshold profiles in a model's directory, without training it again.
 *
 * <p>Immutable and thread-safe; of two writers to one directory, the later one's rule stays. While
 * a training run has the directory, its next best epoch replaces what is written here.
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
   * Writes a rule into {@code mesh-classifier.json}, whose other content stays, as do all other
   * files. The file is replaced as a whole; classifiers that are loaded go on with what they read.
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
    manifest.withRule(rule).replace(modelDirectory);
  }
}
