package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.infer.ComputeDevice;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tunes a pretrained transformer into a multi-label classifier of articles.
 *
 * <p>Immutable and thread-safe; each {@link #train} has weights, optimizer and random numbers of
 * its own. Two runs at a time in one process share the engine's random generator and are then not
 * reproducible.
 *
 * <pre>{@code
 * MeshTrainer trainer = MeshTrainer.builder(Backbone.BIOBERT)
 *     .epochs(2)
 *     .learningRate(3e-5)
 *     .outputDirectory(Path.of("my-model"))
 *     .build();
 * TrainingRun run = trainer.train(trainingArticles, validationArticles);
 * System.out.println(run.evaluation());
 * }</pre>
 */
public final class MeshTrainer {
  /** Three passes over the training articles. */
  public static final int DEFAULT_EPOCHS = 3;

  /** Sixteen articles a step. */
  public static final int DEFAULT_BATCH_SIZE = 16;

  /** The peak learning rate. */
  public static final double DEFAULT_LEARNING_RATE = 5e-5;

  /** A tenth of the steps. */
  public static final double DEFAULT_WARMUP_FRACTION = 0.1;

  /** The decay of matrices. */
  public static final double DEFAULT_WEIGHT_DECAY = 0.01;

  /** The global norm that gradients are clipped to. */
  public static final double DEFAULT_MAX_GRADIENT_NORM = 1;

  /**
   * The tokens of an article that are read, special tokens included, unless the backbone reads
   * fewer.
   */
  public static final int DEFAULT_MAX_TOKENS = 256;

  private final TrainerOptions options;

  MeshTrainer(TrainerOptions options) {
    this.options = options;
  }

  /**
   * Starts a trainer from a well-known pretrained transformer, which is downloaded from the Hugging
   * Face Hub when training begins, unless the cache has it.
   *
   * @param backbone the transformer
   * @return a builder with the defaults; an output directory has to be set
   */
  public static Builder builder(Backbone backbone) {
    return new Builder(
        new BaseModel.OnHub(new HubModel(backbone.hubId(), HubModel.DEFAULT_REVISION)));
  }

  /**
   * Starts a trainer from a checkpoint on the Hugging Face Hub, which is downloaded when training
   * begins, unless the cache has it.
   *
   * @param hubModel {@code hf://owner/name} or {@code hf://owner/name@revision}; what it holds has
   *     to be as {@link #builder(Path)} says
   * @return a builder with the defaults; an output directory has to be set
   * @throws IllegalArgumentException if it is no such address
   */
  public static Builder builder(String hubModel) {
    return new Builder(new BaseModel.OnHub(HubModel.ofAddress(hubModel)));
  }

  /**
   * Starts a trainer from a checkpoint on disk.
   *
   * @param baseModel a Hugging Face directory with {@code config.json} (model_type bert, roberta,
   *     xlnet, distilbert or electra), weights ({@code model.safetensors} or {@code
   *     pytorch_model.bin}, also in shards) and a tokenizer ({@code tokenizer.json}, {@code
   *     vocab.txt}, {@code vocab.json} with {@code merges.txt}, or {@code spiece.model}), with or
   *     without a classification head; a head of another width is replaced by a new one
   * @return a builder with the defaults; an output directory has to be set
   */
  public static Builder builder(Path baseModel) {
    return new Builder(new BaseModel.OnDisk(Objects.requireNonNull(baseModel, "baseModel")));
  }

  /**
   * Fine-tunes the base model and saves the best epoch, chosen by micro-F1 on the validation
   * articles.
   *
   * <p>The model directory is complete from the first best epoch on: whatever stops the run later,
   * it holds the best model until then. The same articles, settings and seed give the same model on
   * a CPU.
   *
   * @param training the articles to learn from, each with at least one label
   * @param validation the articles to choose the best epoch by, each with at least one label, none
   *     of them in training
   * @return the run
   * @throws IllegalArgumentException if a set is empty, an article has no label under the scheme or
   *     no text, an article is in both sets, or an option does not fit the base model
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.infer.ModelLoadException if the base model cannot be read
   * @throws IOException if the output directory is not empty or cannot be written
   * @throws TrainingException if the loss stops being a number, or the engine fails
   */
  public TrainingRun train(List<Article> training, List<Article> validation) throws IOException {
    return new TrainingLoop(options, List.copyOf(training), List.copyOf(validation)).run();
  }

  /** Collects the options of a trainer. Not thread-safe. */
  public static final class Builder {
    private final BaseModel baseModel;
    private @Nullable HubSettings hubSettings;
    private @Nullable Path outputDirectory;
    private @Nullable LabelScheme labels;
    private @Nullable MeshTree tree;
    private @Nullable Integer epochs;
    private @Nullable Integer batchSize;
    private @Nullable Double learningRate;
    private @Nullable Double warmupFraction;
    private @Nullable LearningRateSchedule schedule;
    private @Nullable Double weightDecay;
    private @Nullable Double maxGradientNorm;
    private @Nullable Integer maxTokens;
    private @Nullable Boolean segmentIds;
    private @Nullable Double dropout;
    private @Nullable Double attentionDropout;
    private @Nullable Long seed;
    private @Nullable TrainingPrecision precision;
    private @Nullable ComputeDevice device;
    private @Nullable Consumer<? super TrainingEvent> listener;

    private Builder(BaseModel baseModel) {
      this.baseModel = baseModel;
    }

    /**
     * Sets how a base model of the Hub is reached and where it is kept. Default: the environment
     * variables of the official clients when training begins, as {@link
     * HubSettings#fromEnvironment} reads them. A directory needs none.
     *
     * @param settings the settings
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder hubSettings(HubSettings settings) {
      hubSettings = once("hubSettings", hubSettings, settings);
      return this;
    }

    /**
     * Sets where the model goes. Required.
     *
     * @param directory a directory that is absent or empty; its parent has to exist
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder outputDirectory(Path directory) {
      outputDirectory = once("outputDirectory", outputDirectory, directory);
      return this;
    }

    /**
     * Sets which labels to learn. Default: the fourteen roots of the public data set.
     *
     * @param scheme the labels, in the order of the model's outputs
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder labels(LabelScheme scheme) {
      labels = once("labels", labels, scheme);
      return this;
    }

    /**
     * Sets the vocabulary that maps headings to roots. Default: the bundled one.
     *
     * @param meshTree the vocabulary
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder meshTree(MeshTree meshTree) {
      tree = once("meshTree", tree, meshTree);
      return this;
    }

    /**
     * Sets the passes over the training articles. Default: {@value #DEFAULT_EPOCHS}.
     *
     * @param count at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder epochs(int count) {
      check(count >= 1, "epochs must be at least 1", count);
      epochs = once("epochs", epochs, count);
      return this;
    }

    /**
     * Sets the articles of a step. Default: {@value #DEFAULT_BATCH_SIZE}. Memory grows with it.
     *
     * @param articles at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder batchSize(int articles) {
      check(articles >= 1, "batchSize must be at least 1", articles);
      batchSize = once("batchSize", batchSize, articles);
      return this;
    }

    /**
     * Sets the peak learning rate. Default: {@value #DEFAULT_LEARNING_RATE}; small backbones take
     * up to 2e-4.
     *
     * @param rate above 0 and at most 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder learningRate(double rate) {
      check(rate > 0 && rate <= 1, "learningRate must be above 0 and at most 1", rate);
      learningRate = once("learningRate", learningRate, rate);
      return this;
    }

    /**
     * Sets the share of all steps over which the learning rate rises from 0. Default: {@value
     * #DEFAULT_WARMUP_FRACTION}.
     *
     * @param fraction at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder warmupFraction(double fraction) {
      check(fraction >= 0 && fraction < 1, "warmupFraction must be in [0, 1)", fraction);
      warmupFraction = once("warmupFraction", warmupFraction, fraction);
      return this;
    }

    /**
     * Sets how the learning rate moves after the warmup. Default: {@link
     * LearningRateSchedule#LINEAR}.
     *
     * @param value the schedule
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder schedule(LearningRateSchedule value) {
      schedule = once("schedule", schedule, value);
      return this;
    }

    /**
     * Sets AdamW's decay of matrices; biases and layer normalizations never decay. Default: {@value
     * #DEFAULT_WEIGHT_DECAY}.
     *
     * @param decay at least 0 and at most 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder weightDecay(double decay) {
      check(decay >= 0 && decay <= 1, "weightDecay must be in [0, 1]", decay);
      weightDecay = once("weightDecay", weightDecay, decay);
      return this;
    }

    /**
     * Sets the global norm that gradients are clipped to. Default: {@value
     * #DEFAULT_MAX_GRADIENT_NORM}.
     *
     * @param norm above 0; infinity for no clipping
     * @return this builder
     * @throws IllegalArgumentException if it is not above 0
     * @throws IllegalStateException if it was set before
     */
    public Builder maxGradientNorm(double norm) {
      check(norm > 0, "maxGradientNorm must be above 0", norm);
      maxGradientNorm = once("maxGradientNorm", maxGradientNorm, norm);
      return this;
    }

    /**
     * Sets how many tokens of an article are read, special tokens included; the rest of a longer
     * one is cut. Default: {@value #DEFAULT_MAX_TOKENS}, or what the backbone reads if that is
     * less.
     *
     * @param tokens at least 8, and at most what the backbone reads, which {@link
     *     MeshTrainer#train} checks
     * @return this builder
     * @throws IllegalArgumentException if it is below 8
     * @throws IllegalStateException if it was set before
     */
    public Builder maxTokens(int tokens) {
      check(tokens >= 8, "maxTokens must be at least 8", tokens);
      maxTokens = once("maxTokens", maxTokens, tokens);
      return this;
    }

    /**
     * Sets whether an XLNet reads segment ids, which set the closing {@code <cls>} apart from the
     * text, as in its pre-training; the model remembers it. Default: on, or as the base model was
     * trained by this library before.
     *
     * @param value true to read them; only for a {@code model_type} of xlnet, which {@link
     *     MeshTrainer#train} checks
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder segmentIds(boolean value) {
      segmentIds = once("segmentIds", segmentIds, value);
      return this;
    }

    /**
     * Sets the dropout after the embeddings, after each sublayer and before the classification
     * head. Default: what {@code config.json} says.
     *
     * @param rate at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder dropout(double rate) {
      check(rate >= 0 && rate < 1, "dropout must be in [0, 1)", rate);
      dropout = once("dropout", dropout, rate);
      return this;
    }

    /**
     * Sets the dropout on attention weights. Default: 0, which keeps CPUs on the fused attention
     * kernel and about halves the time of a step; transformers uses what {@code config.json} says,
     * mostly 0.1.
     *
     * @param rate at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder attentionDropout(double rate) {
      check(rate >= 0 && rate < 1, "attentionDropout must be in [0, 1)", rate);
      attentionDropout = once("attentionDropout", attentionDropout, rate);
      return this;
    }

    /**
     * Sets the seed of the new head, the order of articles and dropout. Default: 42.
     *
     * @param value any number
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder seed(long value) {
      seed = once("seed", seed, value);
      return this;
    }

    /**
     * Sets the number format of matrix products. Default: {@link TrainingPrecision#FP32}.
     *
     * @param value the format
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder precision(TrainingPrecision value) {
      precision = once("precision", precision, value);
      return this;
    }

    /**
     * Sets where to compute. Default: the CPU.
     *
     * @param value the device
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder device(ComputeDevice value) {
      device = once("device", device, value);
      return this;
    }

    /**
     * Sets who hears of the run's progress. Default: nobody.
     *
     * @param consumer called on the training thread; what it throws ends the run
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onEvent(Consumer<? super TrainingEvent> consumer) {
      listener = once("onEvent", listener, consumer);
      return this;
    }

    /**
     * Makes the trainer; files are first read by {@link MeshTrainer#train}.
     *
     * @return a trainer with these options
     * @throws IllegalStateException if no output directory was set
     */
    public MeshTrainer build() {
      if (outputDirectory == null) {
        throw new IllegalStateException(
            "outputDirectory is not set; say where the fine-tuned model goes");
      }
      HubSettings hub = hubSettings;
      return new MeshTrainer(
          new TrainerOptions(
              baseModel,
              hub != null ? () -> hub : HubSettings::fromEnvironment,
              outputDirectory,
              orElse(labels, LabelScheme.fourteenRoots()),
              tree != null ? tree : MeshTree.bundled(),
              orElse(epochs, DEFAULT_EPOCHS),
              orElse(batchSize, DEFAULT_BATCH_SIZE),
              orElse(learningRate, DEFAULT_LEARNING_RATE),
              orElse(warmupFraction, DEFAULT_WARMUP_FRACTION),
              orElse(schedule, LearningRateSchedule.LINEAR),
              orElse(weightDecay, DEFAULT_WEIGHT_DECAY),
              orElse(maxGradientNorm, DEFAULT_MAX_GRADIENT_NORM),
              maxTokens,
              segmentIds,
              dropout,
              orElse(attentionDropout, 0.0),
              orElse(seed, 42L),
              orElse(precision, TrainingPrecision.FP32),
              orElse(device, ComputeDevice.cpu()),
              listener != null ? listener : event -> {}));
    }

    private static <T> T orElse(@Nullable T value, T fallback) {
      return value != null ? value : fallback;
    }

    private static void check(boolean holds, String rule, Number found) {
      if (!holds) {
        throw new IllegalArgumentException(rule + ", was " + found);
      }
    }

    private static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(name + " was already set to " + before);
      }
      return Objects.requireNonNull(value, name);
    }
  }
}
