package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer was told. Immutable and thread-safe, as far as listener and teacher are.
 *
 * @param chosen the settings that are not as they are by default
 */
record TrainerSettings(BaseModel baseModel, Map<Setting<?>, Object> chosen) {

  TrainerSettings {
    chosen = Map.copyOf(chosen);
  }

  /** Returns the value of a setting, null if it was left to base model or environment. */
  @SuppressWarnings("unchecked") // the builder puts nothing but a T under a Setting<T>
  private <T> @Nullable T find(Setting<T> setting) {
    Object value = chosen.get(setting);
    return value != null ? (T) value : setting.otherwise();
  }

  /** Returns the value of a setting that has a default. */
  <T> T get(Setting<T> setting) {
    return Objects.requireNonNull(find(setting), setting.name());
  }

  HubSettings hubSettings() {
    HubSettings settings = find(Setting.HUB_SETTINGS);
    return settings != null ? settings : HubSettings.fromEnvironment();
  }

  Recipe recipe() {
    return new Recipe(
        get(Setting.EPOCHS),
        new Batching(
            get(Setting.BATCH_SIZE), get(Setting.TOKENS_PER_BATCH), get(Setting.MICRO_BATCH_SIZE)),
        new LearningRate(
            get(Setting.LEARNING_RATE),
            get(Setting.WARMUP_FRACTION),
            find(Setting.WARMUP_STEPS),
            get(Setting.SCHEDULE)),
        new Optimization(
            get(Setting.WEIGHT_DECAY),
            get(Setting.MAX_GRADIENT_NORM),
            get(Setting.LAYER_DECAY),
            get(Setting.AVERAGE_DECAY),
            get(Setting.FROZEN_EMBEDDINGS) || get(Setting.FROZEN_LAYERS) > 0,
            get(Setting.FROZEN_LAYERS)),
        new Objective(get(Setting.LOSS), get(Setting.LABEL_SMOOTHING), find(Setting.TEACHER)),
        new EpochSelection.Rule(
            get(Setting.SELECTION_BY_LOSS) ? null : get(Setting.SELECTION), get(Setting.PATIENCE)),
        get(Setting.SEED));
  }

  /** How much each article counts in training, null if all count alike. */
  @Nullable ToDoubleFunction<? super Article> articleWeights() {
    return find(Setting.ARTICLE_WEIGHTS);
  }

  /**
   * The directory that events of a run are kept in, null if they are not.
   *
   * @param output the absolute path of the output directory, without links and dots
   */
  @Nullable Path runDirectory(Path output) {
    if (!get(Setting.TRACKING)) {
      return null;
    }
    Path directory = find(Setting.RUN_DIRECTORY);
    return directory != null ? directory : output.resolveSibling(output.getFileName() + ".run");
  }

  /**
   * These settings for one of several runs.
   *
   * @param name what its directories are called in those that were named for checkpoints and events
   */
  TrainerSettings in(String name) {
    Map<Setting<?>, Object> own = new HashMap<>(chosen);
    own.computeIfPresent(Setting.CHECKPOINTS, (key, value) -> ((Checkpoints) value).below(name));
    own.computeIfPresent(Setting.RUN_DIRECTORY, (key, value) -> ((Path) value).resolve(name));
    return new TrainerSettings(baseModel, own);
  }

  /**
   * Fills in what the base model and the device decide.
   *
   * @throws IllegalArgumentException if the backbone does not read as many tokens as were asked
   *     for, or the device is not there
   */
  TrainingSettings inEffect(BackboneConfig config) {
    Integer most = find(Setting.MAX_TOKENS);
    int tokens = most != null ? most : Math.min(MeshTrainer.MAX_TOKENS, config.maxTokens());
    if (tokens > config.maxTokens()) {
      throw new IllegalArgumentException(
          "maxTokens must be at most "
              + config.maxTokens()
              + " (the backbone's limit), was "
              + tokens);
    }
    Double dropout = find(Setting.DROPOUT);
    double hidden = dropout != null ? dropout : config.hiddenDropout();
    Double head = config.classifierDropout();
    double classifier = dropout != null || head == null ? hidden : head;
    return new TrainingSettings(
        recipe(),
        tokens,
        new Dropout(hidden, get(Setting.ATTENTION_DROPOUT), classifier),
        get(Setting.PRECISION).isBfloat16(Devices.of(get(Setting.DEVICE)))
            ? TrainingPrecision.BF16
            : TrainingPrecision.FP32);
  }
}
