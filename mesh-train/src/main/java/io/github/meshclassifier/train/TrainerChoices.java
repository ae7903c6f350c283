package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.run.TrainingEvent;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen of a trainer so far, with the defaults of what was not, and which setters were
 * called. Not thread-safe.
 */
final class TrainerChoices {
  private final BaseModel baseModel;
  private final Set<String> set = new HashSet<>();
  @Nullable HubSettings hubSettings;
  int epochs = 3;
  int batchSize = 16;
  int tokensPerBatch;
  int microBatchSize;
  double learningRate = 5e-5;
  double warmupFraction = 0.1;
  @Nullable Long warmupSteps;
  LearningRateSchedule schedule = LearningRateSchedule.LINEAR;
  double weightDecay = 0.01;
  double maxGradientNorm = 1;
  @Nullable Integer maxTokens;
  @Nullable Double dropout;
  double attentionDropout;
  long seed = 42;
  TrainingPrecision precision = TrainingPrecision.AUTO;
  TrainingLoss loss = TrainingLoss.binaryCrossEntropy();
  double labelSmoothing;
  @Nullable Teacher teacher;
  double layerDecay = 1;
  double averageDecay;
  boolean frozenEmbeddings;
  int frozenLayers;
  @Nullable Metric selection = Metric.MICRO_F1;
  int patience;
  Checkpoints checkpoints = Checkpoints.DEFAULT;
  boolean tracking = true;
  @Nullable Path runDirectory;
  ComputeDevice device = ComputeDevice.cpu();
  Consumer<? super TrainingEvent> listener = event -> {};

  TrainerChoices(BaseModel baseModel) {
    this.baseModel = baseModel;
  }

  /** Everything as it is here, and nothing set yet. */
  TrainerChoices copy() {
    TrainerChoices copy = new TrainerChoices(baseModel);
    copy.hubSettings = hubSettings;
    copy.epochs = epochs;
    copy.batchSize = batchSize;
    copy.tokensPerBatch = tokensPerBatch;
    copy.microBatchSize = microBatchSize;
    copy.learningRate = learningRate;
    copy.warmupFraction = warmupFraction;
    copy.warmupSteps = warmupSteps;
    copy.schedule = schedule;
    copy.weightDecay = weightDecay;
    copy.maxGradientNorm = maxGradientNorm;
    copy.maxTokens = maxTokens;
    copy.dropout = dropout;
    copy.attentionDropout = attentionDropout;
    copy.seed = seed;
    copy.precision = precision;
    copy.loss = loss;
    copy.labelSmoothing = labelSmoothing;
    copy.teacher = teacher;
    copy.layerDecay = layerDecay;
    copy.averageDecay = averageDecay;
    copy.frozenEmbeddings = frozenEmbeddings;
    copy.frozenLayers = frozenLayers;
    copy.selection = selection;
    copy.patience = patience;
    copy.checkpoints = checkpoints;
    copy.tracking = tracking;
    copy.runDirectory = runDirectory;
    copy.device = device;
    copy.listener = listener;
    return copy;
  }

  /** The choices by topic. */
  TrainerSettings settings() {
    HubSettings hub = hubSettings;
    return new TrainerSettings(
        baseModel,
        hub != null ? () -> hub : HubSettings::fromEnvironment,
        new Recipe(
            epochs,
            new Batching(batchSize, tokensPerBatch, microBatchSize),
            new LearningRate(learningRate, warmupFraction, warmupSteps, schedule),
            new Optimization(
                weightDecay,
                maxGradientNorm,
                layerDecay,
                averageDecay,
                frozenEmbeddings || frozenLayers > 0,
                frozenLayers),
            new Objective(loss, labelSmoothing, teacher),
            new EpochSelection.Rule(selection, patience),
            seed),
        new TrainerSettings.Computation(maxTokens, dropout, attentionDropout, precision, device),
        checkpoints,
        new TrainerSettings.Tracking(tracking, runDirectory),
        listener);
  }

  /** Requires that a setter which excludes this one was not called. */
  void exclude(String name, String other, @Nullable Object value) {
    if (set.contains(other)) {
      throw new IllegalStateException(
          name + " excludes " + other + ", which was already set to " + value);
    }
  }

  /**
   * Marks a setter as called.
   *
   * @param before what is in effect without it
   */
  <T> T once(String name, @Nullable T before, T value) {
    Objects.requireNonNull(value, name);
    if (!set.add(name)) {
      throw new IllegalStateException(name + " was already set to " + before);
    }
    return value;
  }
}
