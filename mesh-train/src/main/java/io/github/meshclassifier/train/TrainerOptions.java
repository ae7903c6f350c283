package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.infer.ComputeDevice;
import io.github.meshclassifier.internal.backbone.Dropout;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builder collected; null where the base model's configuration decides. */
record TrainerOptions(
    BaseModel baseModel,
    Supplier<HubSettings> hubSettings,
    Path outputDirectory,
    LabelScheme labels,
    MeshTree tree,
    int epochs,
    int batchSize,
    double learningRate,
    double warmupFraction,
    LearningRateSchedule schedule,
    double weightDecay,
    double maxGradientNorm,
    @Nullable Integer maxTokens,
    @Nullable Boolean segmentIds,
    @Nullable Double dropout,
    double attentionDropout,
    long seed,
    TrainingPrecision precision,
    ComputeDevice device,
    Consumer<? super TrainingEvent> listener) {

  /**
   * Fills in what the base model decides.
   *
   * @throws IllegalArgumentException if the backbone does not read as many tokens as were asked for
   */
  TrainingSettings settings(BackboneConfig config) {
    int tokens =
        maxTokens != null
            ? maxTokens
            : Math.min(MeshTrainer.DEFAULT_MAX_TOKENS, config.maxTokens());
    if (tokens > config.maxTokens()) {
      throw new IllegalArgumentException(
          "maxTokens must be at most "
              + config.maxTokens()
              + " (the backbone's limit), was "
              + tokens);
    }
    double hidden = dropout != null ? dropout : config.hiddenDropout();
    Double head = config.classifierDropout();
    double classifier = dropout != null || head == null ? hidden : head;
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        warmupFraction,
        schedule,
        weightDecay,
        maxGradientNorm,
        tokens,
        new Dropout(hidden, attentionDropout, classifier),
        seed,
        precision);
  }
}
