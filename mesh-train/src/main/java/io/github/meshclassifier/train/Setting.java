package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.run.TrainingEvent;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a trainer.
 *
 * @param name the setter of {@link MeshTrainer.Builder} that sets it
 * @param otherwise what it is by default; null where base model or environment decide
 */
record Setting<T>(String name, @Nullable T otherwise) {
  static final Setting<HubSettings> HUB_SETTINGS = new Setting<>("hubSettings", null);
  static final Setting<Integer> EPOCHS = new Setting<>("epochs", 3);
  static final Setting<Integer> BATCH_SIZE = new Setting<>("batchSize", 16);
  static final Setting<Integer> TOKENS_PER_BATCH = new Setting<>("tokensPerBatch", 0);
  static final Setting<Integer> MICRO_BATCH_SIZE = new Setting<>("microBatchSize", 0);
  static final Setting<Double> LEARNING_RATE = new Setting<>("learningRate", 5e-5);
  static final Setting<Double> WARMUP_FRACTION = new Setting<>("warmupFraction", 0.1);
  static final Setting<Long> WARMUP_STEPS = new Setting<>("warmupSteps", null);
  static final Setting<LearningRateSchedule> SCHEDULE =
      new Setting<>("schedule", LearningRateSchedule.LINEAR);
  static final Setting<Double> WEIGHT_DECAY = new Setting<>("weightDecay", 0.01);
  static final Setting<Double> MAX_GRADIENT_NORM = new Setting<>("maxGradientNorm", 1.0);
  static final Setting<Integer> MAX_TOKENS = new Setting<>("maxTokens", null);
  static final Setting<Double> DROPOUT = new Setting<>("dropout", null);
  static final Setting<Double> ATTENTION_DROPOUT = new Setting<>("attentionDropout", 0.0);
  static final Setting<Long> SEED = new Setting<>("seed", 42L);
  static final Setting<TrainingPrecision> PRECISION =
      new Setting<>("precision", TrainingPrecision.AUTO);
  static final Setting<TrainingLoss> LOSS =
      new Setting<>("loss", TrainingLoss.binaryCrossEntropy());
  static final Setting<Double> LABEL_SMOOTHING = new Setting<>("labelSmoothing", 0.0);
  static final Setting<Teacher> TEACHER = new Setting<>("teacher", null);
  static final Setting<ToDoubleFunction<? super Article>> ARTICLE_WEIGHTS =
      new Setting<>("articleWeights", null);
  static final Setting<Double> LAYER_DECAY = new Setting<>("layerDecay", 1.0);
  static final Setting<Double> AVERAGE_DECAY = new Setting<>("averageDecay", 0.0);
  static final Setting<Boolean> FROZEN_EMBEDDINGS = new Setting<>("frozenEmbeddings", false);
  static final Setting<Integer> FROZEN_LAYERS = new Setting<>("frozenLayers", 0);
  static final Setting<Metric> SELECTION = new Setting<>("selection", Metric.MICRO_F1);
  static final Setting<Boolean> SELECTION_BY_LOSS = new Setting<>("selectionByLoss", false);
  static final Setting<Integer> PATIENCE = new Setting<>("patience", 0);
  static final Setting<Checkpoints> CHECKPOINTS = new Setting<>("checkpoints", Checkpoints.DEFAULT);
  static final Setting<Boolean> TRACKING = new Setting<>("tracking", true);
  static final Setting<Path> RUN_DIRECTORY = new Setting<>("runDirectory", null);
  static final Setting<ComputeDevice> DEVICE = new Setting<>("device", ComputeDevice.cpu());
  static final Setting<Consumer<? super TrainingEvent>> LISTENER =
      new Setting<>("onEvent", event -> {});
}
