package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Fine-tunes a pretrained transformer into a multi-label classifier of articles.
 *
 * <p>Immutable and thread-safe; a trainer can train any number of models, and each {@link #train}
 * has weights, optimizer and random numbers of its own. Two runs at a time in one process share the
 * engine's random generator and are then not reproducible. Two with one directory are refused: one
 * trains, the other gets a {@link DirectoryInUseException}, in this process and in others.
 *
 * <pre>{@code
 * MeshTrainer trainer =
 *     MeshTrainer.builder(Backbone.BIOBERT).epochs(2).learningRate(3e-5).build();
 * TrainingRun run = trainer.train(split, Path.of("my-model"));
 * System.out.println(run.evaluation());
 * }</pre>
 *
 * <p>A run writes {@link Checkpoints} beside its directory. It may end at any moment, also by a
 * power failure: {@link #resume} goes on with it, and on a CPU with as many threads gives the model
 * that it would have given, to the bit. When the process is told to end, as by SIGTERM or Ctrl-C,
 * or the thread is interrupted, the run finishes its step, writes a checkpoint and throws a {@link
 * TrainingException}; the exit status of the process is the usual one of the signal, 143 or 130.
 * The process waits for that at most five minutes.
 */
public final class MeshTrainer {
  /** The tokens of an article that are read, unless the backbone reads fewer. */
  static final int MAX_TOKENS = 256;

  final TrainerSettings settings;

  private MeshTrainer(TrainerSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts a trainer from a well-known pretrained transformer, which is downloaded from the Hugging
   * Face Hub when training begins, unless the cache has it.
   *
   * @param backbone the transformer
   * @return a builder with the defaults
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
   * @return a builder with the defaults
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
   * @return a builder with the defaults
   */
  public static Builder builder(Path baseModel) {
    return new Builder(new BaseModel.OnDisk(Objects.requireNonNull(baseModel, "baseModel")));
  }

  /**
   * Starts a trainer like this one, as for a sweep over some setting.
   *
   * @return a builder with everything that this trainer was built with, all of which can be set
   *     again
   */
  public Builder toBuilder() {
    return new Builder(settings);
  }

  /**
   * Fine-tunes the base model on the training part of a split and chooses the best epoch by the
   * validation part; the test part is not looked at.
   *
   * @param split the articles, as {@link #train(Dataset, Dataset, Path)} takes them
   * @param directory where the model goes
   * @return the run
   * @throws IOException as {@link #train(Dataset, Dataset, Path)}, which says what else is thrown
   */
  public TrainingRun train(Split split, Path directory) throws IOException {
    return train(split.training(), split.validation(), directory);
  }

  /**
   * Fine-tunes the base model and saves the best epoch.
   *
   * <p>The model directory is complete from the first best epoch on: whatever stops the run later,
   * it holds the best model until then. The same articles, settings and seed give the same model on
   * a CPU. When the run is over, its checkpoints are replaced by a small record of it.
   *
   * <p>The model has the labels of the data sets. Articles to which no label applies, the negatives
   * of {@link io.github.meshclassifier.label.Labelling}, are learned from and evaluated as rows of
   * zeros; one label is enough, as for screening.
   *
   * @param training the articles to learn from, at least one of them with a label
   * @param validation the articles to choose the best epoch by, likewise and with the same labels,
   *     none of them in training
   * @param directory where the model goes: a directory that is absent or empty, whose parent exists
   * @return the run
   * @throws IllegalArgumentException if a set is empty or has no article with a label, their labels
   *     differ, an article is in both, or a setting does not fit the base model, the labels or the
   *     number of steps
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.model.ModelLoadException if the base model cannot be read
   * @throws DirectoryInUseException if a run that is going on, in whichever process, has the
   *     directory, the checkpoints or the run directory, or one that is around or in one of them;
   *     it keeps them by a lock on {@code <directory>.lock}, a small file that stays
   * @throws java.nio.file.FileAlreadyExistsException if the directory is not empty, or there are
   *     checkpoints of an earlier run
   * @throws IOException if the model cannot be saved; the message says which checkpoint holds the
   *     run until then
   * @throws TrainingException if the run is interrupted, diverges, or the engine fails; {@link
   *     TrainingException#stopReason} says which
   */
  public TrainingRun train(Dataset training, Dataset validation, Path directory)
      throws IOException {
    return new TrainingJob(settings, training, validation, directory, false).run();
  }

  /**
   * Goes on with a run that {@link #train(Split, Path)} began.
   *
   * @param split the same articles in the same order as before
   * @param directory where the model goes
   * @return the run, as if it had never been cut off
   * @throws IOException as {@link #resume(Dataset, Dataset, Path)}, which says what else is thrown
   */
  public TrainingRun resume(Split split, Path directory) throws IOException {
    return resume(split.training(), split.validation(), directory);
  }

  /**
   * Goes on with the run that was cut off in a directory: from its newest checkpoint that is
   * undamaged, or from the beginning if it had none yet. A run that is over is returned at once.
   * This is the call for a job that may be started again and again.
   *
   * @param training the articles to learn from, the same and in the same order as before
   * @param validation the articles to choose the best epoch by, the same and in the same order
   * @param directory where the model goes
   * @return the run, as if it had never been cut off; no event tells again of what was before the
   *     checkpoint
   * @throws IllegalArgumentException as {@link #train(Dataset, Dataset, Path)}, or if base model,
   *     articles, labels or settings are not those that the run began with; the message names the
   *     differences
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.model.ModelLoadException if the base model cannot be read, or
   *     the checkpoint is of another version of this library
   * @throws DirectoryInUseException as {@link #train(Dataset, Dataset, Path)}: of two processes
   *     that resume the same run, one does
   * @throws java.nio.file.FileAlreadyExistsException if the directory holds anything but a model of
   *     this run
   * @throws IOException if all checkpoints are damaged, the model that was saved is gone, or the
   *     model cannot be saved
   * @throws TrainingException as {@link #train(Dataset, Dataset, Path)}
   */
  public TrainingRun resume(Dataset training, Dataset validation, Path directory)
      throws IOException {
    return new TrainingJob(settings, training, validation, directory, true).run();
  }

  /**
   * Cross-validates with so many folds, as {@link #crossValidate(Dataset, CrossValidation.Plan,
   * Path)} says, with a tenth of the other articles for validation, and keeps the models.
   *
   * @param dataset the articles
   * @param folds how many models are trained, at least 2
   * @param directory where models and scores go
   * @return what was found
   * @throws IllegalArgumentException if there are fewer than 2 folds, and as {@link
   *     #crossValidate(Dataset, CrossValidation.Plan, Path)}
   * @throws IOException as {@link #crossValidate(Dataset, CrossValidation.Plan, Path)}, which says
   *     what else is thrown
   */
  public CrossValidation crossValidate(Dataset dataset, int folds, Path directory)
      throws IOException {
    return crossValidate(dataset, CrossValidation.Plan.of(folds), directory);
  }

  /**
   * Trains a model for each fold of a data set on the other folds, and scores the fold with it.
   *
   * <p>The articles are divided by {@link Split#folds(Dataset, int, double, long)} with the seed of
   * the trainer. A part of the articles that a fold is not tested on chooses its epoch, and its
   * calibration and thresholds are fitted on them. So no article has a part in the model that it is
   * scored by. It takes the time of as many runs as there are folds.
   *
   * <p>Fold n is the model {@code fold-n} in the directory, with checkpoints and events beside it,
   * or in directories of that name if the trainer names some; its scores are in {@code
   * fold-n.scores}. When the call is made again with the same articles, settings and plan, it goes
   * on as {@link #resume} does: folds that are done are read. With {@link Checkpoints#none} it does
   * not. One call at a time may have a directory.
   *
   * @param dataset the articles, with at least one label in every training and validation part
   * @param plan how they are divided, and whether models are kept
   * @param directory where models and scores go, made if it is not there
   * @return what was found
   * @throws IllegalArgumentException if there are fewer different articles than folds; if a part is
   *     empty or has no article with a label, which is found before any training; or as {@link
   *     #resume(Dataset, Dataset, Path)} for a fold
   * @throws io.github.meshclassifier.hub.HubException if the base model is on the Hub and cannot be
   *     had
   * @throws io.github.meshclassifier.model.ModelLoadException as {@link #resume(Dataset, Dataset,
   *     Path)}
   * @throws DirectoryInUseException if a run that is going on has the directories of a fold
   * @throws IOException as {@link #resume(Dataset, Dataset, Path)}, or if scores cannot be read or
   *     written
   * @throws TrainingException as {@link #train(Dataset, Dataset, Path)}; the folds before are kept
   */
  public CrossValidation crossValidate(Dataset dataset, CrossValidation.Plan plan, Path directory)
      throws IOException {
    return new Folds(settings, dataset, plan, directory).run();
  }

  /**
   * Collects the settings of a trainer. Each can be set once, and is checked when it is set. Not
   * thread-safe.
   */
  public static final class Builder {
    private final BaseModel baseModel;
    private final Map<Setting<?>, Object> chosen;
    private final Set<Setting<?>> alreadySet = new HashSet<>();

    private Builder(TrainerSettings before) {
      this.baseModel = before.baseModel();
      this.chosen = new HashMap<>(before.chosen());
    }

    private Builder(BaseModel baseModel) {
      this(new TrainerSettings(baseModel, Map.of()));
    }

    private <T> Builder set(Setting<T> setting, T value) {
      Objects.requireNonNull(value, setting.name());
      if (!alreadySet.add(setting)) {
        throw new IllegalStateException(
            setting.name() + " was already set to " + chosen.get(setting));
      }
      chosen.put(setting, value);
      return this;
    }

    /** Sets what excludes another setting. */
    private <T> Builder set(Setting<T> setting, T value, Setting<?> excluded) {
      if (alreadySet.contains(excluded)) {
        throw new IllegalStateException(
            setting.name()
                + " excludes "
                + excluded.name()
                + ", which was already set to "
                + chosen.get(excluded));
      }
      set(setting, value);
      chosen.remove(excluded);
      return this;
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
      return set(Setting.HUB_SETTINGS, settings);
    }

    /**
     * Sets the passes over the training articles. Default: 3.
     *
     * @param count at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder epochs(int count) {
      check(count >= 1, "epochs must be at least 1", count);
      return set(Setting.EPOCHS, count);
    }

    /**
     * Sets the articles of a step. Default: 16. Memory grows with it, unless {@link
     * #microBatchSize} bounds it.
     *
     * @param articles at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before, or {@link #tokensPerBatch} was
     */
    public Builder batchSize(int articles) {
      check(articles >= 1, "batchSize must be at least 1", articles);
      return set(Setting.BATCH_SIZE, articles, Setting.TOKENS_PER_BATCH);
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
      return set(Setting.TOKENS_PER_BATCH, tokens, Setting.BATCH_SIZE);
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
      return set(Setting.MICRO_BATCH_SIZE, articles);
    }

    /**
     * Sets the peak learning rate. Default: 5e-5; small backbones take up to 2e-4.
     *
     * @param rate above 0 and at most 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder learningRate(double rate) {
      check(rate > 0 && rate <= 1, "learningRate must be above 0 and at most 1", rate);
      return set(Setting.LEARNING_RATE, rate);
    }

    /**
     * Sets the share of all steps over which the learning rate rises from 0. Default: 0.1.
     *
     * @param fraction at least 0 and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before, or {@link #warmupSteps} was
     */
    public Builder warmupFraction(double fraction) {
      check(fraction >= 0 && fraction < 1, "warmupFraction must be in [0, 1)", fraction);
      return set(Setting.WARMUP_FRACTION, fraction, Setting.WARMUP_STEPS);
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
      return set(Setting.WARMUP_STEPS, steps, Setting.WARMUP_FRACTION);
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
      return set(Setting.SCHEDULE, value);
    }

    /**
     * Sets AdamW's decay of matrices; biases and layer normalizations never decay. Default: 0.01.
     *
     * @param decay at least 0 and at most 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder weightDecay(double decay) {
      check(decay >= 0 && decay <= 1, "weightDecay must be in [0, 1]", decay);
      return set(Setting.WEIGHT_DECAY, decay);
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
      return set(Setting.LAYER_DECAY, factor);
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
      return set(Setting.AVERAGE_DECAY, decay);
    }

    /**
     * Sets whether the embeddings stay as they are in the base model. Default: they are trained,
     * unless there are {@link #frozenLayers}.
     *
     * @param value true to keep them
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder frozenEmbeddings(boolean value) {
      return set(Setting.FROZEN_EMBEDDINGS, value);
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
      return set(Setting.FROZEN_LAYERS, layers);
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
      return set(Setting.LOSS, value);
    }

    /**
     * Sets how much each training article counts: the loss of a step is the mean of its articles'
     * losses by their weights, so that an article of weight 2 counts as if it were there twice.
     * Articles that are not trusted may weigh less, as may those of a group of which there are too
     * many. Weights count among the articles of a step alone, and all multiplied by one number are
     * the same weights. Default: all articles count alike. Validation does not use them.
     *
     * @param weights called once for each training article before the first step; gives a number
     *     above 0 and finite as a float, which {@link MeshTrainer#train} checks
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder articleWeights(ToDoubleFunction<? super Article> weights) {
      return set(Setting.ARTICLE_WEIGHTS, weights);
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
      return set(Setting.LABEL_SMOOTHING, share);
    }

    /**
     * Lets another classifier teach: targets become {@code (1 - weight) label + weight score}
     * (knowledge distillation, Hinton et al. 2015, arXiv:1503.02531). Default: none. It scores the
     * training articles once, before the first step; validation keeps the labels as they are.
     *
     * <p>Its scores of articles that it learned from itself teach little beyond their labels: use
     * one that learned from others, {@link io.github.meshclassifier.baseline.CrossFitted}, or
     * {@link CrossValidation#scorer}.
     *
     * @param scorer the classifier, with the labels of the data sets in the same order
     * @param weight the share of its scores, above 0 and at most 1; 0.5 is usual
     * @return this builder
     * @throws IllegalArgumentException if the weight is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder teacher(ArticleScorer scorer, double weight) {
      check(
          weight > 0 && weight <= 1, "the teacher's weight must be above 0 and at most 1", weight);
      return set(Setting.TEACHER, new Teacher(Objects.requireNonNull(scorer), weight));
    }

    /**
     * Sets what the best epoch is chosen by, measured on the validation articles before calibration
     * and at threshold 0.5. Of equals the earliest is best. Calibration does not make the saved
     * model's default worse by it. Default: {@link Metric#MICRO_F1}.
     *
     * @param metric the metric
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #selectionByLoss} was
     */
    public Builder selection(Metric metric) {
      return set(Setting.SELECTION, metric, Setting.SELECTION_BY_LOSS);
    }

    /**
     * Chooses the best epoch by the lowest loss on the validation articles in place of a metric.
     *
     * @return this builder
     * @throws IllegalStateException if it was set before, or {@link #selection} was
     */
    public Builder selectionByLoss() {
      return set(Setting.SELECTION_BY_LOSS, true, Setting.SELECTION);
    }

    /**
     * Sets after how many epochs in a row that were no better than the best one the run stops.
     * Default: all epochs are run.
     *
     * @param count at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder patience(int count) {
      check(count >= 1, "patience must be at least 1", count);
      return set(Setting.PATIENCE, count);
    }

    /**
     * Sets when the run saves its state, and where. Default: every ten minutes and after each
     * epoch, the last two kept beside the model directory.
     *
     * @param value the checkpoints
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder checkpoints(Checkpoints value) {
      return set(Setting.CHECKPOINTS, value);
    }

    /**
     * Sets the global norm that gradients are clipped to. Default: 1.
     *
     * @param norm above 0; infinity for no clipping
     * @return this builder
     * @throws IllegalArgumentException if it is not above 0
     * @throws IllegalStateException if it was set before
     */
    public Builder maxGradientNorm(double norm) {
      check(norm > 0, "maxGradientNorm must be above 0", norm);
      return set(Setting.MAX_GRADIENT_NORM, norm);
    }

    /**
     * Sets how many tokens of an article are read, special tokens included; the rest of a longer
     * one is cut. Default: 256, or what the backbone reads if that is less.
     *
     * @param tokens at least 8, and at most what the backbone reads, which {@link
     *     MeshTrainer#train} checks
     * @return this builder
     * @throws IllegalArgumentException if it is below 8
     * @throws IllegalStateException if it was set before
     */
    public Builder maxTokens(int tokens) {
      check(tokens >= 8, "maxTokens must be at least 8", tokens);
      return set(Setting.MAX_TOKENS, tokens);
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
      return set(Setting.DROPOUT, rate);
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
      return set(Setting.ATTENTION_DROPOUT, rate);
    }

    /**
     * Sets the seed of the new head, the order of articles and dropout. Default: 42.
     *
     * @param value any number
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder seed(long value) {
      return set(Setting.SEED, value);
    }

    /**
     * Sets the number format of matrix products. Default: {@link TrainingPrecision#AUTO}.
     *
     * @param value the format
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder precision(TrainingPrecision value) {
      return set(Setting.PRECISION, value);
    }

    /**
     * Sets where to compute. Default: the CPU.
     *
     * @param value the device
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder device(ComputeDevice value) {
      return set(Setting.DEVICE, value);
    }

    /**
     * Sets where the events of the run are kept, as JSON lines and for TensorBoard; see {@link
     * io.github.meshclassifier.tracking.RunTracker}. Default: beside the model directory, with the
     * ending {@code .run}.
     *
     * @param directory the directory of this run alone, made if it is not there; a run that is
     *     there is continued
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder runDirectory(Path directory) {
      return set(Setting.RUN_DIRECTORY, directory);
    }

    /**
     * Sets whether the events of the run are kept on disk. Default: they are.
     *
     * @param value false to keep none, whatever the {@link #runDirectory}
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder tracking(boolean value) {
      return set(Setting.TRACKING, value);
    }

    /**
     * Sets who hears of the run's progress. Default: nobody.
     *
     * @param consumer called on the training thread; what it throws ends the run
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onEvent(Consumer<? super TrainingEvent> consumer) {
      return set(Setting.LISTENER, consumer);
    }

    /**
     * Makes the trainer; files are first read by {@link MeshTrainer#train}.
     *
     * @return a trainer with these settings
     */
    public MeshTrainer build() {
      return new MeshTrainer(new TrainerSettings(baseModel, chosen));
    }

    private static void check(boolean holds, String rule, Number found) {
      if (!holds) {
        throw new IllegalArgumentException(rule + ", was " + found);
      }
    }
  }
}
