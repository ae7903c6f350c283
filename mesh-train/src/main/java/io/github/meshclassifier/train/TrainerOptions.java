package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.model.ComputeDevice;
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
    int tokensPerBatch,
    int microBatchSize,
    double learningRate,
    double warmupFraction,
    @Nullable Long warmupSteps,
    LearningRateSchedule schedule,
    double weightDecay,
    double maxGradientNorm,
    @Nullable Integer maxTokens,
    @Nullable Double dropout,
    double attentionDropout,
    long seed,
    TrainingPrecision precision,
    ComputeDevice device,
    SessionOptions session,
    EpochSelection.Rule selection,
    Checkpoints checkpoints,
    boolean tracked,
    @Nullable Path runDirectory,
    @Nullable Teacher teacher,
    Consumer<? super TrainingEvent> listener) {

  /**
   * The directory that the run is kept in, null if it is not.
   *
   * @param output the absolute path of the output directory, without links and dots
   */
  @Nullable Path runDirectory(Path output) {
    if (!tracked) {
      return null;
    }
    return runDirectory != null
        ? runDirectory
        : output.resolveSibling(output.getFileName() + ".run");
  }

  /**
   * Fills in what the base model and the device decide.
   *
   * @throws IllegalArgumentException if the backbone does not read as many tokens as were asked
   *     for, or the device is not there
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
        tokensPerBatch,
        microBatchSize,
        learningRate,
        warmupFraction,
        warmupSteps,
        schedule,
        weightDecay,
        maxGradientNorm,
        tokens,
        new Dropout(hidden, attentionDropout, classifier),
        seed,
        precision.isBfloat16(Devices.of(device)) ? TrainingPrecision.BF16 : TrainingPrecision.FP32,
        session,
        selection);
  }
}
