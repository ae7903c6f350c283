package io.github.meshclassifier.infer;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuned model that says which categories an article belongs to.
 *
 * <p>Thread-safe: any number of threads, virtual ones too, may predict at once with one classifier,
 * and each gets what it would get alone, up to rounding. Texts are tokenized on the calling thread.
 * A device computes one batch at a time, for all classifiers of the process in turn; texts that
 * arrive meanwhile share the next batch, and a text that arrives alone is computed at once. {@link
 * #close} may be called at any time; calls that run finish first, later ones are refused.
 *
 * <pre>{@code
 * try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
 *   Prediction prediction = classifier.predict("Aspirin and the prevention of stroke", "...");
 *   for (LabelScore score : prediction.predicted()) {
 *     System.out.printf("%s %.2f%n", score.label().title(), score.probability());
 *   }
 * }
 * }</pre>
 *
 * <p>Loading starts the native engine on first use, which keeps DJL off the network unless the
 * system property {@code ai.djl.offline} is set to false. A classifier holds about as much native
 * memory as its weights have bytes as float32.
 *
 * <p>Code that uses a classifier should take an {@link ArticleClassifier}, of which tests can make
 * a double.
 *
 * <p>A call whose thread is interrupted while it waits throws a {@link CancellationException},
 * withdraws what has not begun, and leaves the thread interrupted.
 */
public final class MeshClassifier implements ArticleClassifier, ArticleScorer, AutoCloseable {
  private final TextScoring scoring;
  private final LoadedModel model;
  private final Thresholds thresholds;

  MeshClassifier(TextScoring scoring, LoadedModel model, Thresholds thresholds) {
    this.scoring = scoring;
    this.model = model;
    this.thresholds = thresholds;
  }

  /**
   * Loads a model of a directory or of the Hugging Face Hub with its own settings; the same as
   * {@code builder(model).build()}.
   *
   * <p>What is on the Hub and not in the cache that Python's clients share is downloaded first.
   *
   * @param model a directory, as {@link #load(Path)} takes it, or {@code hf://owner/name} or {@code
   *     hf://owner/name@revision}, where the revision is a branch, a tag or, to always get the same
   *     model, a commit
   * @return the classifier, which the caller closes
   * @throws IllegalArgumentException if it is blank, begins with {@code hf://} and is no such
   *     address, or holds what no path can
   * @throws ModelLoadException if there is no such directory, the model cannot be had from the Hub
   *     (the cause says what kind of failure it is), a file is missing or damaged, files disagree,
   *     or the model is not a multi-label classifier of a supported architecture
   * @throws InferenceException if PyTorch's native library cannot be loaded; the message says what
   *     to do, and a later call tries again
   */
  public static MeshClassifier load(String model) throws ModelLoadException {
    return builder(model).build();
  }

  /**
   * Loads a model of a directory with its own settings; the same as {@code
   * builder(directory).build()}.
   *
   * @param directory a Hugging Face directory: {@code config.json}, weights ({@code
   *     model.safetensors}, {@code pytorch_model.bin} or shards of either with their index) and a
   *     tokenizer ({@code tokenizer.json}, {@code vocab.txt}, {@code vocab.json} with {@code
   *     merges.txt}, or {@code spiece.model}), with a {@code mesh-classifier.json} if this library
   *     wrote it
   * @return the classifier, which the caller closes
   * @throws ModelLoadException if a file is missing or damaged, files disagree, or the model is not
   *     a multi-label classifier of a supported architecture
   * @throws InferenceException if PyTorch's native library cannot be loaded; the message says what
   *     to do, and a later call tries again
   */
  public static MeshClassifier load(Path directory) throws ModelLoadException {
    return builder(directory).build();
  }

  /**
   * Loads the model on the class path, as the artifact {@code mesh-model-mini} brings it.
   *
   * @return the classifier, which the caller closes
   * @throws ModelLoadException if there is no model on the class path, or it is damaged
   * @throws InferenceException if PyTorch's native library cannot be loaded; the message says what
   *     to do, and a later call tries again
   */
  public static MeshClassifier loadBundled() throws ModelLoadException {
    return builder().build();
  }

  /**
   * Starts a classifier with options, of the model on the class path.
   *
   * @return a builder with the model's own settings
   */
  public static Builder builder() {
    return new Builder(new ModelSource.Bundled());
  }

  /**
   * Starts a classifier with options, of a model of a directory or of the Hugging Face Hub.
   *
   * @param model the model, as {@link #load(String)} takes it
   * @return a builder with the model's own settings
   * @throws IllegalArgumentException if it is blank, begins with {@code hf://} and is no address of
   *     the Hub, or holds what no path can
   */
  public static Builder builder(String model) {
    return new Builder(ModelSource.of(model));
  }

  /**
   * Starts a classifier with options, of a model of a directory.
   *
   * @param directory the model, as {@link #load(Path)} takes it
   * @return a builder with the model's own settings
   */
  public static Builder builder(Path directory) {
    return new Builder(new ModelSource.Directory(directory, null));
  }

  @Override
  public Prediction predict(Article article) {
    return prediction(scoring.score(text(article)));
  }

  private Prediction prediction(ScoredText scored) {
    return model.outputs().prediction(scored, thresholds);
  }

  private String text(Article article) {
    String text = model.assembly().join(article);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text is blank, expected a title or an abstract");
    }
    return text;
  }

  @Override
  public List<ArticleResult> predictAll(List<Article> articles, OnProblem onProblem) {
    Objects.requireNonNull(onProblem, "onProblem");
    List<ArticleResult> results = new ArrayList<>(articles.size());
    ScoredTexts.<Article>forEach(
        scoring,
        unused -> articles.iterator(),
        this::text,
        item -> {
          ArticleResult result = result(item);
          if (onProblem.keeps(result)) {
            results.add(result);
          }
        });
    return Collections.unmodifiableList(results);
  }

  @Override
  public Stream<ArticleResult> predictStream(Stream<Article> articles, OnProblem onProblem) {
    Objects.requireNonNull(onProblem, "onProblem");
    ScoredTexts<Article> items =
        ScoredTexts.lazily(scoring, articles.sequential().iterator(), this::text);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .map(this::result)
        .filter(result -> keeps(onProblem, result, items))
        .onClose(articles::close);
  }

  /** An exception of the policy ends the stream. */
  private static boolean keeps(OnProblem policy, ArticleResult result, ScoredTexts<?> items) {
    try {
      return policy.keeps(result);
    } catch (RuntimeException e) {
      items.giveUp();
      throw e;
    }
  }

  private ArticleResult result(ScoredTexts.Item<Article> item) {
    IllegalArgumentException problem = item.problem();
    return problem != null
        ? ArticleResult.withoutPrediction(
            item.index(), item.source(), identity(), String.valueOf(problem.getMessage()))
        : ArticleResult.of(
            item.index(), item.source(), identity(), prediction(item.scoredOrThrow()));
  }

  @Override
  public CompletableFuture<Prediction> predictAsync(Article article) {
    return scoring.scoreAsync(text(article), null, this::prediction);
  }

  @Override
  public CompletableFuture<Prediction> predictAsync(Article article, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return scoring.scoreAsync(text(article), timeout, this::prediction);
  }

  @Override
  public Explanation explain(Article article, String labelId) {
    Outputs outputs = model.outputs();
    int label = outputs.indexOf(labelId);
    return new Occlusion(scoring, outputs, thresholds, text(article), label).explain();
  }

  @Override
  public Evaluation evaluate(Iterable<Article> articles, MeshTree tree) {
    Evaluation.Builder evaluation = Evaluation.builder(model.outputs().labelIds(), thresholds);
    scoreEach(articles, tree, evaluation::add);
    return evaluation.build();
  }

  /**
   * Scores articles that indexers have given headings: what metrics, tuning, reports and
   * comparisons start from.
   *
   * @param articles the articles, read once
   * @param tree the vocabulary that maps headings to roots
   * @return expected labels, none for a negative, and calibrated probabilities, in the order of the
   *     articles; no cell is ignored
   * @throws IllegalArgumentException if there is no article, one cannot be read, or the labels of
   *     one are not known under the model's scheme
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public ScoredArticles scoreAll(Iterable<Article> articles, MeshTree tree) {
    ScoredArticles.Builder scored = ScoredArticles.builder(model.outputs().labelIds());
    scoreEach(articles, tree, scored::add);
    return scored.build();
  }

  /** Passes on expected labels and probabilities of each article, in order. */
  private void scoreEach(
      Iterable<Article> articles, MeshTree tree, BiConsumer<boolean[], float[]> consumer) {
    Iterator<Article> source = articles.iterator();
    if (!source.hasNext()) {
      throw new IllegalArgumentException("there is no article to evaluate, expected at least one");
    }
    forEach(source, (article, scores) -> consumer.accept(expected(article, tree), scores));
  }

  private boolean[] expected(Article article, MeshTree tree) {
    Labelling labelling = scheme().label(article, tree);
    if (labelling instanceof Labelling.Labelled labelled) {
      return scheme().indicators(labelled.labels());
    }
    throw new IllegalArgumentException(
        "the article with PMID "
            + Printable.quote(article.pmid())
            + " has no known labels to compare with: "
            + ((Labelling.Unlabelled) labelling).reason());
  }

  /**
   * Scores articles; their headings are not used.
   *
   * @param articles the articles, none without a text
   * @return calibrated probabilities for each article in order, for each label in the order of
   *     {@link #scheme()}; new arrays
   * @throws IllegalArgumentException if an article cannot be read
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public float[][] score(List<Article> articles) {
    List<float[]> scores = new ArrayList<>(articles.size());
    forEach(articles.iterator(), (article, probabilities) -> scores.add(probabilities));
    return scores.toArray(new float[0][]);
  }

  /** Passes on the probabilities of each article; one that cannot be read ends it. */
  private void forEach(Iterator<Article> articles, BiConsumer<Article, float[]> consumer) {
    ScoredTexts.<Article>forEach(
        scoring,
        unused -> articles,
        this::text,
        item -> {
          IllegalArgumentException problem = item.problem();
          if (problem != null) {
            throw new IllegalArgumentException(
                ArticleResult.describe(
                    item.index(), item.source(), String.valueOf(problem.getMessage())),
                problem);
          }
          consumer.accept(
              item.source(), model.outputs().probabilities(item.scoredOrThrow().logits()));
        });
  }

  @Override
  public ArticleClassifier withProfile(ThresholdProfile profile) {
    return new MeshClassifier(scoring, model, decisionRule().thresholds(profile));
  }

  @Override
  public LabelScheme scheme() {
    return model.outputs().scheme();
  }

  @Override
  public Thresholds thresholds() {
    return thresholds;
  }

  @Override
  public ModelIdentity identity() {
    return model.identity();
  }

  /**
   * Returns how the model's logits become labels: its calibration, its threshold profiles, and
   * which of these is its default.
   *
   * @return the model's own rule, whatever the options of this classifier are; the sigmoid and 0.5
   *     for a model that has none
   */
  public DecisionRule decisionRule() {
    return model.outputs().rule();
  }

  /**
   * Returns how much of a text is read.
   *
   * @return the most tokens of a sequence, special tokens included
   */
  public int maxTokens() {
    return model.maxTokens();
  }

  /**
   * Returns what the layers are computed in.
   *
   * @return the precision, never {@link Precision#AUTO}
   */
  public Precision precision() {
    return model.precision();
  }

  /**
   * Returns what the classifier has done since it was loaded.
   *
   * @return a snapshot, also of a closed classifier
   */
  public InferenceMetrics metrics() {
    return new InferenceMetrics(scoring.metrics());
  }

  /**
   * Refuses new calls and frees the native memory as soon as those that run are done, futures
   * included; does not wait for them. An open stream throws an exception at its next articles.
   * Idempotent.
   */
  @Override
  public void close() {
    scoring.close();
  }

  /**
   * Collects the options of a classifier. Each is checked when it is set, as far as that needs no
   * model, and can be set once.
   *
   * <p>Not thread-safe.
   */
  public static final class Builder {
    private final ModelSource source;
    private final Set<String> named = new HashSet<>();
    private @Nullable Integer maxTokens;
    private @Nullable Thresholds thresholds;
    private @Nullable ThresholdProfile thresholdProfile;
    private boolean independentLabels;
    private ComputeDevice device = ComputeDevice.cpu();
    private Precision precision = Precision.FP32;
    private TextOverflow textOverflow = TextOverflow.TRUNCATE;
    private @Nullable Integer tokensPerBatch;
    private int queueCapacity = ScoringOptions.DEFAULT_QUEUE_CAPACITY;
    private @Nullable HubSettings hubSettings;
    private @Nullable Consumer<? super HubEvent> onDownload;

    private Builder(ModelSource source) {
      this.source = source;
    }

    /**
     * Copies the builder, for one more classifier that differs in some options: each can be set
     * once more in the copy, and replaces the one that was copied.
     *
     * @return a builder with the options of this one
     */
    public Builder toBuilder() {
      Builder copy = new Builder(source);
      copy.maxTokens = maxTokens;
      copy.thresholds = thresholds;
      copy.thresholdProfile = thresholdProfile;
      copy.independentLabels = independentLabels;
      copy.device = device;
      copy.precision = precision;
      copy.textOverflow = textOverflow;
      copy.tokensPerBatch = tokensPerBatch;
      copy.queueCapacity = queueCapacity;
      copy.hubSettings = hubSettings;
      copy.onDownload = onDownload;
      return copy;
    }

    /**
     * Sets how much of a text is read. Default: the {@code max_tokens} of {@code
     * mesh-classifier.json}, which the model was trained with; without that file the {@code
     * model_max_length} of {@code tokenizer_config.json}, to which transformers' {@code
     * truncation=True} cuts, or 512 if it names none; the last two at most the positions of the
     * model.
     *
     * @param tokens at least 8, special tokens included; at most what the model reads, which {@link
     *     #build} checks
     * @return this builder
     * @throws IllegalArgumentException if it is below 8
     * @throws IllegalStateException if it was set before
     */
    public Builder maxTokens(int tokens) {
      if (tokens < 8) {
        throw new IllegalArgumentException("maxTokens must be at least 8, was " + tokens);
      }
      maxTokens = once("maxTokens", maxTokens, tokens);
      return this;
    }

    /**
     * Sets what decides between predicted and not. Default: the model's own, or 0.5 if it has none.
     * Not together with {@link #thresholdProfile}.
     *
     * @param value a uniform threshold or one for each label, for calibrated probabilities
     * @return this builder
     * @throws IllegalStateException if it or a profile was set before
     */
    public Builder thresholds(Thresholds value) {
      thresholds = once("thresholds", thresholds, value);
      if (named.contains("thresholdProfile")) {
        throw exclusive();
      }
      thresholdProfile = null;
      return this;
    }

    /**
     * Sets which of the model's thresholds decide between predicted and not. Default: the model's
     * default profile. Not together with {@link #thresholds}.
     *
     * @param value the profile, which the model must have; {@link ThresholdProfile#HALF} is always
     *     there
     * @return this builder
     * @throws IllegalStateException if it or thresholds were set before
     */
    public Builder thresholdProfile(ThresholdProfile value) {
      thresholdProfile = once("thresholdProfile", thresholdProfile, value);
      if (named.contains("thresholds")) {
        throw exclusive();
      }
      thresholds = null;
      return this;
    }

    private IllegalStateException exclusive() {
      return new IllegalStateException(
          "thresholds and thresholdProfile exclude each other, were "
              + thresholds
              + " and "
              + Objects.requireNonNull(thresholdProfile).id());
    }

    /**
     * Sets whether the labels are independent of each other, of a model whose {@code config.json}
     * has no {@code problem_type}: each gets the sigmoid of its own logit, as with {@code
     * function_to_apply="sigmoid"} of transformers' pipeline. Default: such a model is refused,
     * since transformers itself would have its labels exclude each other.
     *
     * <p>It changes nothing for a {@code problem_type} of {@code multi_label_classification}, and
     * does not overrule another one: {@link #build} refuses the model then.
     *
     * @param value true if they are. Default: false
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder independentLabels(boolean value) {
      independentLabels = once("independentLabels", independentLabels, value);
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
     * Sets what to compute in. Default: {@link Precision#FP32}.
     *
     * @param value the precision; {@link #build} refuses what the device does not have
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder precision(Precision value) {
      precision = once("precision", precision, value);
      return this;
    }

    /**
     * Sets what happens to texts that have more tokens than the model reads. Default: {@link
     * TextOverflow#TRUNCATE}.
     *
     * @param value the rule
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder textOverflow(TextOverflow value) {
      textOverflow = once("textOverflow", textOverflow, value);
      return this;
    }

    /**
     * Sets how large batches become. Larger ones take longer, so that callers wait longer for the
     * next one; smaller ones use less of a GPU. Default: 2048 on a processor, 32,768 on a GPU.
     *
     * @param value the most tokens of a batch, padding included, at least 1; a longer text is alone
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder tokensPerBatch(int value) {
      tokensPerBatch =
          once("tokensPerBatch", tokensPerBatch, requirePositive("tokensPerBatch", value));
      return this;
    }

    /**
     * Sets how many texts may wait before {@link MeshClassifier#predictAsync} refuses more. Callers
     * that wait for their prediction count, but are never refused: each has a thread that waits.
     * Default: 1024.
     *
     * @param value the limit, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if it was set before
     */
    public Builder queueCapacity(int value) {
      queueCapacity = once("queueCapacity", queueCapacity, requirePositive("queueCapacity", value));
      return this;
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value);
      }
      return value;
    }

    /**
     * Sets how a model of the Hub is reached and where it is kept. Default: the environment
     * variables of the official clients, as {@link HubSettings#fromEnvironment} reads them. A
     * directory needs none.
     *
     * @param value the settings
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder hubSettings(HubSettings value) {
      hubSettings = once("hubSettings", hubSettings, value);
      return this;
    }

    /**
     * Sets the listener of the download of a model of the Hub. Default: none.
     *
     * @param consumer called on the thread that calls {@link #build}
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onDownload(Consumer<? super HubEvent> consumer) {
      onDownload = once("onDownload", onDownload, consumer);
      return this;
    }

    /**
     * Loads the model, downloading it first if it is on the Hub and not in the cache. The builder
     * does not change and can build again.
     *
     * @return the classifier, which the caller closes
     * @throws ModelLoadException if there is no such model, it cannot be had from the Hub (the
     *     cause says what kind of failure it is), a file is missing or damaged, files disagree, or
     *     the model is not a multi-label classifier of a supported architecture
     * @throws IllegalArgumentException if an option does not fit the model, or the device is not
     *     there
     * @throws InferenceException if PyTorch's native library cannot be loaded; the message says
     *     what to do, and a later call tries again
     */
    public MeshClassifier build() throws ModelLoadException {
      LoadOptions options =
          new LoadOptions(
              maxTokens,
              thresholds,
              thresholdProfile,
              independentLabels,
              device,
              precision,
              textOverflow);
      LoadedModel model = LoadedModel.open(source, source.files(this::downloader), options);
      int tokens = tokensPerBatch != null ? tokensPerBatch : ScoringOptions.tokensPerBatch(device);
      TextScoring scoring =
          new TextScoring(model.textModel(), device, new ScoringOptions(tokens, queueCapacity));
      return new MeshClassifier(scoring, model, model.thresholds());
    }

    private HubDownloader downloader() {
      HubDownloader.Builder downloader = HubDownloader.builder();
      if (hubSettings != null) {
        downloader.settings(hubSettings);
      }
      if (onDownload != null) {
        downloader.onEvent(onDownload::accept);
      }
      return downloader.build();
    }

    private <T> T once(String name, @Nullable T before, T value) {
      Objects.requireNonNull(value, name);
      if (!named.add(name)) {
        throw new IllegalStateException(name + " was already set to " + before);
      }
      return value;
    }
  }
}
