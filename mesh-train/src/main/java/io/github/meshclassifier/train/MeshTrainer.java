package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.model.ComputeDevice;
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
 * reproducible. Two with one output directory are refused: one trains, the other gets a {@link
 * DirectoryInUseException}, in this process and in others.
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
 *
 * <p>A run writes {@link Checkpoints} beside its output directory. It may end at any moment, also
 * by a power failure: {@link #resume} goes on with it, and on a CPU with as many threads gives the
 * model that it would have given, to the bit. When the process is told to end, as by SIGTERM or
 * Ctrl-C, or the thread is interrupted, the run finishes its step, writes a checkpoint and throws a
 * {@link TrainingException}; the exit status of the process is the usual one of the signal, 143 or
 * 130. The process waits for that at most five minutes.
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
   * <p>An XLNet is trained with segment ids, as it was pretrained, unless the {@code
   * model_input_names} in its {@code tokenizer_config.json} are without {@code token_type_ids}.
   *
   * @param baseModel a Hugging Face directory with {@code config.json} (of a model_type that README
   *     lists), weights ({@code model.safetensors} or {@code pytorch_model.bin}, also in shards)
   *     and a tokenizer ({@code tokenizer.json}, {@code vocab.txt}, {@code vocab.json} with {@code
   *     merges.txt}, or {@code spiece.model}), with or without a classification head; a head of
   *     another width is replaced by a new one
   * @return a builder with the defaults; an output directory has to be set
   */
  public static Builder builder(Path baseModel) {
    return new Builder(new BaseModel.OnDisk(Objects.requireNonNull(baseModel, "baseModel")));
  }

  /**
   * Fine-tunes the base model and saves the best epoch.
   *
   * <p>The model directory is complete from the first best epoch on: whatever stops the run later,
   * it holds the best model until then. The same articles, settings and seed give the same model on
   * a CPU. When the run is over, its checkpoints are replaced by a small record of it.
   *
   * <p>Articles to which no label applies, the negatives of {@link
   * io.github.meshclassifier.label.Labelling}, are learned from and evaluated as rows of zeros; one
   * label is enough, as for screening. {@link io.github.meshclassifier.dataset.Dataset} leaves out
   * the articles whose labels are not known.
   *
   * @param training the articles to learn from, each with known labels, at least one with a label
   * @param validation the articles to choose the best epoch by, likewise, none of them in training
   * @return the run
   * @throws IllegalArgumentException if a set is empty or has no article with a label, the labels
   *     of an article are not known under the scheme, one has no text or is in both sets, or an
   *     option does not fit the base model, the labels or the number of steps
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.model.ModelLoadException if the base model cannot be read
   * @throws DirectoryInUseException if a run that is going on, in whichever process, has the output
   *     directory, the checkpoints or the run directory, or a directory that one of them lies in;
   *     it keeps them by a lock on {@code <output directory>.lock}, a small file that stays
   * @throws java.nio.file.FileAlreadyExistsException if the output directory is not empty, or there
   *     are checkpoints of an earlier run
   * @throws IOException if the model cannot be saved; the message says which checkpoint holds the
   *     run until then
   * @throws TrainingException if the run is interrupted, diverges, or the engine fails; {@link
   *     TrainingException#stopReason} says which
   */
  public TrainingRun train(List<Article> training, List<Article> validation) throws IOException {
    return new TrainingJob(options, List.copyOf(training), List.copyOf(validation), false).run();
  }

  /**
   * Goes on with the run that was cut off in this trainer's output directory: from its newest
   * checkpoint that is undamaged, or from the beginning if it had none yet. A run that is over is
   * returned at once. This is the call for a job that may be started again and again.
   *
   * @param training the articles to learn from, the same and in the same order as before
   * @param validation the articles to choose the best epoch by, the same and in the same order
   * @return the run, as if it had never been cut off; no event tells again of what was before the
   *     checkpoint
   * @throws IllegalArgumentException as {@link #train}, or if base model, articles, labels or
   *     settings are not those that the run began with; the message names the differences
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.model.ModelLoadException if the base model cannot be read, or
   *     the checkpoint is of another version of this library
   * @throws DirectoryInUseException as {@link #train}: of two processes that resume the same run,
   *     one does
   * @throws java.nio.file.FileAlreadyExistsException if the output directory holds anything but a
   *     model of this run
   * @throws IOException if all checkpoints are damaged, the model that was saved is gone, or the
   *     model cannot be saved
   * @throws TrainingException as {@link #train}
   */
  public TrainingRun resume(List<Article> training, List<Article> validation) throws IOException {
    return new TrainingJob(options, List.copyOf(training), List.copyOf(validation), true).run();
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
    private @Nullable Integer tokensPerBatch;
    private @Nullable Integer microBatchSize;
    private @Nullable Double learningRate;
    private @Nullable Double warmupFraction;
    private @Nullable Long warmupSteps;
    private @Nullable LearningRateSchedule schedule;
    private @Nullable Double weightDecay;
    private @Nullable Double maxGradientNorm;
    private @Nullable Integer maxTokens;
    private @Nullable Double dropout;
    private @Nullable Double attentionDropout;
    private @Nullable Long seed;
    private @Nullable TrainingPrecision precision;
    private @Nullable TrainingLoss loss;
    private @Nullable Teacher teacher;
    private @Nullable Path runDirectory;
    private @Nullable Boolean withoutTracking;
    private @Nullable Double labelSmoothing;
    private @Nullable Double layerDecay;
    private @Nullable Double averageDecay;
    private @Nullable Boolean frozenEmbeddings;
    private @Nullable Integer frozenLayers;
    private @Nullable Metric selectBy;
    private @Nullable Boolean selectByLoss;
    private @Nullable Integer stopAfter;
    private @Nullable Checkpoints checkpoints;
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
     * Sets the articles of a step. Default: {@value #DEFAULT_BATCH_SIZE}. Memory grows with it,
     * unless {@link #microBatchSize} bounds it.
     *
     * @param articles at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before, or {@link #tokensPerBatch} was
     */
    public Builder batchSize(int articles) {
      check(articles >= 1, "batchSize must be at least 1", articles);
      exclude("batchSize", "tokensPerBatch", tokensPerBatch);
      batchSize = once("batchSize", batchSize, articles);
      return this;
    }

    /**
     * Sets the tokens of a step in place of its articles, padding included: many short articles or
     * few long ones, so that steps take about the same time and memory. An article that is longer
     * has a step of its own. Default: {@link #batchSize} decides.
     *
     * @param tokens at least 8
     * @return this builder
     * @throws IllegalArgumentException if it is below 8
     * @throws IllegalStateException if it was set before, or {@link #batchSize} was
     */
    public Builder tokensPerBatch(int tokens) {
      check(tokens >= 8, "tokensPerBatch must be at least 8", tokens);
      exclude("tokensPerBatch", "batchSize", batchSize);
      tokensPerBatch = once("tokensPerBatch", tokensPerBatch, tokens);
      return this;
    }

    /**
     * Sets how many articles of a step are computed at once. Their gradients are accumulated, so
     * that a step is the same but for rounding and dropout, and takes less memory. Default: all of
     * them.
     *
     * @param articles at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder microBatchSize(int articles) {
      check(articles >= 1, "microBatchSize must be at least 1", articles);
      microBatchSize = once("microBatchSize", microBatchSize, articles);
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
     * @throws IllegalStateException if it was set before, or {@link #warmupSteps} was
     */
    public Builder warmupFraction(double fraction) {
      check(fraction >= 0 && fraction < 1, "warmupFraction must be in [0, 1)", fraction);
      exclude("warmupFraction", "warmupSteps", warmupSteps);
      warmupFraction = once("warmupFraction", warmupFraction, fraction);
      return this;
    }

    /**
     * Sets the number of steps over which the learning rate rises from 0. Default: {@link
     * #warmupFraction} decides.
     *
     * @param steps at least 0, and at most the steps of the run, which {@link MeshTrainer#train}
     *     checks
     * @return this builder
     * @throws IllegalArgumentException if it is below 0
     * @throws IllegalStateException if it was set before, or {@link #warmupFraction} was
     */
    public Builder warmupSteps(long steps) {
      check(steps >= 0, "warmupSteps must be at least 0", steps);
      exclude("warmupSteps", "warmupFraction", warmupFraction);
      warmupSteps = once("warmupSteps", warmupSteps, steps);
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
     * Sets the factor from a layer's learning rate to that of the layer below it; the head has the
     * full rate, the embeddings the lowest (Howard and Ruder 2018, arXiv:1801.06146). Default: 1,
     * one rate for all; 0.95 to 0.8 are usual.
     *
     * @param factor above 0 and at most 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder layerDecay(double factor) {
      check(factor > 0 && factor <= 1, "layerDecay must be above 0 and at most 1", factor);
      layerDecay = once("layerDecay", layerDecay, factor);
      return this;
    }

    /**
     * Sets the decay of an exponential moving average of the weights, which is validated and saved
     * in their place. Default: 0, no average; 0.99 to 0.9999 are usual.
     *
     * @param decay at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder averageDecay(double decay) {
      check(decay >= 0 && decay < 1, "averageDecay must be in [0, 1)", decay);
      averageDecay = once("averageDecay", averageDecay, decay);
      return this;
    }

    /**
     * Keeps the embeddings as they are in the base model. Default: they are trained.
     *
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder frozenEmbeddings() {
      frozenEmbeddings = once("frozenEmbeddings", frozenEmbeddings, true);
      return this;
    }

    /**
     * Keeps the embeddings and the lowest layers as they are in the base model. Default: none.
     *
     * @param layers at least 1, and at most those of the base model, which {@link
     *     MeshTrainer#train} checks
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder frozenLayers(int layers) {
      check(layers >= 1, "frozenLayers must be at least 1", layers);
      frozenLayers = once("frozenLayers", frozenLayers, layers);
      return this;
    }

    /**
     * Sets what training minimizes. Default: binary cross-entropy without weights.
     *
     * @param value the loss; weights of labels fit the labels, which {@link MeshTrainer#train}
     *     checks
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder loss(TrainingLoss value) {
      loss = once("loss", loss, value);
      return this;
    }

    /**
     * Sets by how much targets are drawn from 0 and 1 towards 1/2: with s, a target y becomes y (1
     * - s) + s / 2. Default: 0.
     *
     * @param share at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder labelSmoothing(double share) {
      check(share >= 0 && share < 1, "labelSmoothing must be in [0, 1)", share);
      labelSmoothing = once("labelSmoothing", labelSmoothing, share);
      return this;
    }

    /**
     * Lets another classifier teach: targets become {@code (1 - weight) label + weight score}
     * (knowledge distillation, Hinton et al. 2015, arXiv:1503.02531). Default: none. It scores the
     * training articles once, before the first step; validation keeps the labels as they are.
     *
     * <p>Its scores of articles that it learned from itself teach little beyond their labels: use
     * one that learned from others, or {@link io.github.meshclassifier.baseline.CrossFitted}.
     *
     * @param scorer the classifier, with the labels of {@link #labels} in the same order
     * @param weight the share of its scores, above 0 and at most 1; 0.5 is usual
     * @return this builder
     * @throws IllegalArgumentException if the weight is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder teacher(ArticleScorer scorer, double weight) {
      check(
          weight > 0 && weight <= 1, "the teacher's weight must be above 0 and at most 1", weight);
      teacher = once("teacher", teacher, new Teacher(Objects.requireNonNull(scorer), weight));
      return this;
    }

    /**
     * Sets what the best epoch is chosen by, measured on the validation articles before calibration
     * and at threshold 0.5. Of equals the earliest is best. Calibration does not make the saved
     * model's default worse by it. Default: {@link Metric#MICRO_F1}.
     *
     * @param metric the metric
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #selectByLoss} was
     */
    public Builder selectBy(Metric metric) {
      exclude("selectBy", "selectByLoss", selectByLoss);
      selectBy = once("selectBy", selectBy, metric);
      return this;
    }

    /**
     * Chooses the best epoch by the lowest loss on the validation articles in place of a metric.
     *
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #selectBy} was
     */
    public Builder selectByLoss() {
      exclude("selectByLoss", "selectBy", selectBy);
      selectByLoss = once("selectByLoss", selectByLoss, true);
      return this;
    }

    /**
     * Stops the run when so many epochs in a row were no better than the best one. Default: all
     * epochs are run.
     *
     * @param epochs at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder stopAfter(int epochs) {
      check(epochs >= 1, "stopAfter must be at least 1", epochs);
      stopAfter = once("stopAfter", stopAfter, epochs);
      return this;
    }

    /**
     * Sets when the run saves its state, and where. Default: every ten minutes and after each
     * epoch, the last two kept beside the output directory.
     *
     * @param value the checkpoints
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder checkpoints(Checkpoints value) {
      checkpoints = once("checkpoints", checkpoints, value);
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
     * Sets the number format of matrix products. Default: {@link TrainingPrecision#AUTO}.
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
     * Sets where the events of the run are kept, as JSON lines and for TensorBoard; see {@link
     * io.github.meshclassifier.tracking.RunTracker}. Default: beside the output directory, with the
     * ending {@code .run}.
     *
     * @param directory the directory of this run alone, made if it is not there; a run that is
     *     there is continued
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #withoutTracking} was
     */
    public Builder runDirectory(Path directory) {
      exclude("runDirectory", "withoutTracking", withoutTracking);
      runDirectory = once("runDirectory", runDirectory, directory);
      return this;
    }

    /**
     * Keeps no events of the run on disk.
     *
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #runDirectory} was
     */
    public Builder withoutTracking() {
      exclude("withoutTracking", "runDirectory", runDirectory);
      withoutTracking = once("withoutTracking", withoutTracking, true);
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
              orElse(tokensPerBatch, 0),
              orElse(microBatchSize, 0),
              orElse(learningRate, DEFAULT_LEARNING_RATE),
              orElse(warmupFraction, DEFAULT_WARMUP_FRACTION),
              warmupSteps,
              orElse(schedule, LearningRateSchedule.LINEAR),
              orElse(weightDecay, DEFAULT_WEIGHT_DECAY),
              orElse(maxGradientNorm, DEFAULT_MAX_GRADIENT_NORM),
              maxTokens,
              dropout,
              orElse(attentionDropout, 0.0),
              orElse(seed, 42L),
              orElse(precision, TrainingPrecision.AUTO),
              orElse(device, ComputeDevice.cpu()),
              sessionOptions(),
              new EpochSelection.Rule(
                  selectByLoss != null ? null : orElse(selectBy, Metric.MICRO_F1),
                  orElse(stopAfter, 0)),
              orElse(checkpoints, Checkpoints.every(Checkpoints.DEFAULT_INTERVAL)),
              withoutTracking == null,
              runDirectory,
              teacher,
              listener != null ? listener : event -> {}));
    }

    private SessionOptions sessionOptions() {
      SessionOptions defaults = SessionOptions.DEFAULT;
      return new SessionOptions(
          orElse(loss, defaults.loss()),
          orElse(labelSmoothing, defaults.labelSmoothing()),
          orElse(layerDecay, defaults.layerDecay()),
          orElse(averageDecay, defaults.averageDecay()),
          frozenEmbeddings != null || frozenLayers != null,
          orElse(frozenLayers, 0));
    }

    private static void exclude(String name, String other, @Nullable Object value) {
      if (value != null) {
        throw new IllegalStateException(
            name + " excludes " + other + ", which was already set to " + value);
      }
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
