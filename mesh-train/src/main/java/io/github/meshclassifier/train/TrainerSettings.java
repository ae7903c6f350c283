package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.run.TrainingEvent;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a trainer was told. Immutable and thread-safe, as far as listener and teacher are. */
record TrainerSettings(
    BaseModel baseModel,
    Supplier<HubSettings> hubSettings,
    Recipe recipe,
    Computation computation,
    Checkpoints checkpoints,
    Tracking tracking,
    Consumer<? super TrainingEvent> listener) {

  /**
   * How the model computes; null where its configuration decides.
   *
   * @param dropout the rate everywhere but on attention weights
   */
  record Computation(
      @Nullable Integer maxTokens,
      @Nullable Double dropout,
      double attentionDropout,
      TrainingPrecision precision,
      ComputeDevice device) {}

  /**
   * Where the events of a run are kept.
   *
   * @param directory null to keep them beside the model directory
   */
  record Tracking(boolean on, @Nullable Path directory) {
    /**
     * The directory that the run is kept in, null if it is not.
     *
     * @param output the absolute path of the output directory, without links and dots
     */
    @Nullable Path directory(Path output) {
      if (!on) {
        return null;
      }
      return directory != null ? directory : output.resolveSibling(output.getFileName() + ".run");
    }
  }

  /**
   * Fills in what the base model and the device decide.
   *
   * @throws IllegalArgumentException if the backbone does not read as many tokens as were asked
   *     for, or the device is not there
   */
  TrainingSettings inEffect(BackboneConfig config) {
    Integer chosen = computation.maxTokens();
    int tokens = chosen != null ? chosen : Math.min(MeshTrainer.MAX_TOKENS, config.maxTokens());
    if (tokens > config.maxTokens()) {
      throw new IllegalArgumentException(
          "maxTokens must be at most "
              + config.maxTokens()
              + " (the backbone's limit), was "
              + tokens);
    }
    Double dropout = computation.dropout();
    double hidden = dropout != null ? dropout : config.hiddenDropout();
    Double head = config.classifierDropout();
    double classifier = dropout != null || head == null ? hidden : head;
    return new TrainingSettings(
        recipe,
        tokens,
        new Dropout(hidden, computation.attentionDropout(), classifier),
        computation.precision().isBfloat16(Devices.of(computation.device()))
            ? TrainingPrecision.BF16
            : TrainingPrecision.FP32);
  }
}
