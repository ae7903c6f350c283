package io.github.meshclassifier.train;

import ai.djl.Device;
import io.github.meshclassifier.internal.engine.BulkLogits;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.tokenizer.Casing;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A session of the engine as a loop trains it, with the files around its weights. */
final class SessionLearner implements Learner, AutoCloseable {
  /** Weights, the two moments of the optimizer, and the average of weights if there is one. */
  private static final int STATES = 3;

  private final TrainingSession session;
  private final ModelFiles base;
  private final BackboneConfig config;
  private final @Nullable Casing casing;
  private final LogitLoss loss;
  private final int states;
  private final ResidentMemory memory = ResidentMemory.ofProcess();

  private SessionLearner(
      TrainingSession session,
      LogitLoss loss,
      ModelFiles base,
      BackboneConfig config,
      @Nullable Casing casing,
      Recipe recipe) {
    this.session = session;
    this.loss = loss;
    this.base = base;
    this.config = config;
    this.casing = casing;
    this.states = STATES + (recipe.optimization().hasAverage() ? 1 : 0);
  }

  /**
   * Opens a session from a base model.
   *
   * @param base the files of the base model
   * @param config its configuration
   * @param casing the casing that it is known to have, null to go by its files alone
   * @throws ModelLoadException if the base model cannot be read
   * @throws IllegalArgumentException if the settings do not fit the backbone or the labels
   */
  static SessionLearner open(
      ModelFiles base,
      BackboneConfig config,
      @Nullable Casing casing,
      TrainingSettings settings,
      int labels,
      Device device)
      throws IOException {
    LogitLoss loss = LogitLoss.of(settings.recipe().objective(), labels);
    try (Checkpoint weights = Checkpoint.open(base)) {
      TrainingSession session = TrainingSession.open(weights, config, labels, settings, device);
      return new SessionLearner(session, loss, base, config, casing, settings.recipe());
    }
  }

  TrainingSession.Base base() {
    return session.base();
  }

  @Override
  public void close() {
    session.close();
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
  public void writeModel(Path directory, ModelManifest manifest, SavedModel model)
      throws IOException {
    List<String> ids = manifest.labels().stream().map(Label::id).toList();
    BackboneConfig written = config.withClassifier(ids);
    ModelExport.write(directory, base, written, manifest, casing, session.weights(), model);
  }
}
