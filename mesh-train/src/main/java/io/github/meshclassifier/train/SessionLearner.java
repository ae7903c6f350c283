package io.github.meshclassifier.train;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.internal.engine.BulkLogits;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.tokenizer.Casing;
import io.github.meshclassifier.label.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A session of the engine as a loop trains it, with the files around its weights. */
final class SessionLearner implements Learner {
  /** Weights, the two moments of the optimizer, and the average of weights if there is one. */
  private static final int STATES = 3;

  private final TrainingSession session;
  private final ModelFiles base;
  private final BackboneConfig config;
  private final @Nullable Casing casing;
  private final LogitLoss loss;
  private final int states;
  private final ResidentMemory memory = ResidentMemory.ofProcess();

  /**
   * Wraps a session, which stays the caller's to close.
   *
   * @param base the files that the session started from
   * @param casing the casing that the base model is known to have, null to go by its files alone
   */
  SessionLearner(
      TrainingSession session,
      ModelFiles base,
      BackboneConfig config,
      @Nullable Casing casing,
      Recipe recipe,
      int labels) {
    this.session = session;
    this.base = base;
    this.config = config;
    this.casing = casing;
    this.loss = LogitLoss.of(recipe.objective(), labels);
    this.states = STATES + (recipe.optimization().hasAverage() ? 1 : 0);
  }

  @Override
  public TrainingSession.Step step(
      List<List<Example>> microBatches, double learningRate, long step) {
    TrainingSession.Step done = session.step(microBatches, learningRate, step);
    memory.afterStep();
    return done;
  }

  @Override
  public float[][] logits(List<int[]> sequences, IntConsumer progress) throws IOException {
    try (Transformer backbone = session.snapshot()) {
      return BulkLogits.logits(backbone, sequences, progress);
    }
  }

  @Override
  public double loss(float[] logits, float[] targets) {
    return loss.mean(logits, targets);
  }

  @Override
  public void writeState(Path directory) throws IOException {
    session.writeState(directory);
  }

  @Override
  public void readState(Path directory) throws IOException {
    session.readState(directory);
  }

  @Override
  public long stateBytes() {
    return states * modelBytes();
  }

  @Override
  public long modelBytes() {
    long elements = 0;
    for (WeightSpec spec : session.weights().keySet()) {
      long size = 1;
      for (long dimension : spec.dimensions()) {
        size *= dimension;
      }
      elements += size;
    }
    return elements * Float.BYTES;
  }

  @Override
  public void writeModel(Path directory, ModelManifest manifest, Calibration calibration)
      throws IOException {
    List<String> ids = manifest.labels().stream().map(Label::id).toList();
    BackboneConfig written = config.withClassifier(ids);
    ModelExport.write(directory, base, written, manifest, casing, session.weights(), calibration);
  }
}
