package io.github.meshclassifier.infer;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.natives.ResourceLoaders;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.InferenceMetrics;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuned model that says which categories an article belongs to.
 *
 * <p>Thread-safe: any number of threads, virtual ones too, may predict at once with one classifier,
 * and each gets what it would get alone, up to rounding. Texts are tokenized on the thread that
 * brings them. A device computes one batch at a time, for all classifiers of the process in turn;
 * texts that come meanwhile share the next batch, and a text that comes alone is computed at once.
 * {@link #close} may be called at any time; calls that run finish first, later ones are refused.
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
 * <p>A call that waits and is interrupted throws a {@link CancellationException}, takes back what
 * has not begun, and leaves the thread interrupted.
 */
public final class MeshClassifier implements ArticleScorer, AutoCloseable {
  private static final String BUNDLED = "META-INF/mesh-classifier/model";

  private final Scoring scoring;
  private final LoadedModel model;

  private MeshClassifier(Scoring scoring) {
    this.scoring = scoring;
    this.model = scoring.model();
  }

  /**
   * Loads a model with its own settings; the same as {@code builder(directory).build()}.
   *
   * @param directory a Hugging Face directory: {@code config.json}, weights ({@code
   *     model.safetensors}, {@code pytorch_model.bin} or shards of either with their index) and a
   *     tokenizer ({@code tokenizer.json}, {@code vocab.txt}, {@code vocab.json} with {@code
   *     merges.txt}, or {@code spiece.model}), with a {@code mesh-classifier.json} if this library
   *     wrote it
   * @return the classifier, which the caller closes
   * @throws ModelLoadException if a file is missing or damaged, files disagree, or the model is not
   *     a multi-label classifier of a supported architecture
   * @throws IllegalStateException if PyTorch's native library cannot be loaded; the message says
   *     what to do, and a later call tries again
   */
  public static MeshClassifier load(Path directory) throws ModelLoadException {
    return open(ModelFiles.directory(directory));
  }

  /**
   * Loads a model of the Hugging Face Hub with its own settings; the same as {@code
   * builder(hubModel).build()}.
   *
   * <p>What is not in the cache that Python's clients share is downloaded first.
   *
   * @param hubModel {@code hf://owner/name} or {@code hf://owner/name@revision}, where the revision
   *     is a branch, a tag or, to get the same model for ever, a commit
   * @return the classifier, which the caller closes
   * @throws IllegalArgumentException if it is not such an address
   * @throws HubException if the model cannot be had
   * @throws ModelLoadException if a file is missing or damaged, files disagree, or the model is not
   *     a multi-label classifier of a supported architecture
   * @throws IllegalStateException if PyTorch's native library cannot be loaded; the message says
   *     what to do, and a later call tries again
   */
  public static MeshClassifier load(String hubModel) throws HubException, ModelLoadException {
    return builder(hubModel).build();
  }

  /**
   * Loads the model on the class path, as the artifact {@code mesh-model-mini} brings it.
   *
   * @return the classifier, which the caller closes
   * @throws ModelLoadException if there is no model on the class path, or it is damaged
   * @throws IllegalStateException if PyTorch's native library cannot be loaded; the message says
   *     what to do, and a later call tries again
   */
  public static MeshClassifier loadBundled() throws ModelLoadException {
    return open(Builder.bundled());
  }

  private static MeshClassifier open(ModelFiles files) throws ModelLoadException {
    ComputeDevice device = LoadOptions.DEFAULT.device();
    return new MeshClassifier(
        new Scoring(
            LoadedModel.open(files, LoadOptions.DEFAULT), device, ScoringOptions.defaults(device)));
  }

  /**
   * Starts a classifier with options, of the model on the class path.
   *
   * @return a builder with the model's own settings
   */
  public static Builder builder() {
    return new Builder(null, null);
  }

  /**
   * Starts a classifier with options.
   *
   * @param directory the model, as {@link #load(Path)} takes it
   * @return a builder with the model's own settings
   */
  public static Builder builder(Path directory) {
    return new Builder(Objects.requireNonNull(directory, "directory"), null);
  }

  /**
   * Starts a classifier with options, of a model on the Hugging Face Hub.
   *
   * @param hubModel the model, as {@link #load(String)} takes it
   * @return a builder with the model's own settings
   * @throws IllegalArgumentException if it is no {@code hf://} address
   */
  public static Builder builder(String hubModel) {
    return new Builder(null, HubModel.ofAddress(hubModel));
  }

  /**
   * Classifies a text.
   *
   * @param text a title, an abstract, or both; at least one character that is not white space
   * @return the scores of all labels
   * @throws IllegalArgumentException if the text is blank
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Prediction predict(String text) {
    return predict("", text);
  }

  /**
   * Classifies a title and an abstract, joined as the model's training texts were.
   *
   * @param title the title, which may be empty
   * @param abstractText the abstract, which may be empty
   * @return the scores of all labels
   * @throws IllegalArgumentException if both are blank
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Prediction predict(String title, String abstractText) {
    String text = text(title, abstractText);
    return scoring.predict(text, model.thresholds());
  }

  /**
   * Classifies the title and the abstract of an article; its headings are not looked at.
   *
   * @param article the article
   * @return the scores of all labels
   * @throws IllegalArgumentException if title and abstract are blank
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Prediction predict(Article article) {
    return predict(article.title(), article.abstractText());
  }

  /**
   * Classifies the title and the abstract of an article with the model's thresholds for a goal.
   *
   * @param article the article
   * @param profile what the labels shall be best for
   * @return the scores of all labels, with those thresholds
   * @throws IllegalArgumentException if title and abstract are blank, or the model has no such
   *     profile; the message lists those it has
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Prediction predict(Article article, ThresholdProfile profile) {
    return predictAll(List.of(article), profile).get(0);
  }

  /**
   * Classifies many articles, which is faster than one after the other.
   *
   * @param articles the articles; may be empty
   * @return one prediction for each, in their order; each as {@link #predict(Article)} gives it, up
   *     to rounding
   * @throws IllegalArgumentException if title and abstract of an article are blank; the message
   *     says of which
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public List<Prediction> predictAll(List<Article> articles) {
    return predictAll(articles, model.thresholds());
  }

  /**
   * Classifies many articles with the model's thresholds for a goal.
   *
   * @param articles the articles; may be empty
   * @param profile what the labels shall be best for
   * @return one prediction for each, in their order, as {@link #predictAll(List)} gives them but
   *     for the thresholds
   * @throws IllegalArgumentException if title and abstract of an article are blank, or the model
   *     has no such profile; the message lists those it has
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public List<Prediction> predictAll(List<Article> articles, ThresholdProfile profile) {
    return predictAll(articles, thresholds(profile));
  }

  private List<Prediction> predictAll(List<Article> articles, Thresholds thresholds) {
    List<Prediction> predictions = new ArrayList<>(articles.size());
    scoring.forEach(
        texts(articles).iterator(),
        Function.identity(),
        scored -> predictions.add(scoring.prediction(scored, thresholds)));
    return predictions;
  }

  /** All texts before the first is computed, so that nothing is computed in vain. */
  private List<String> texts(List<Article> articles) {
    Function<Article, String> text = numberedText();
    return articles.stream().map(text).toList();
  }

  private String text(String title, String abstractText) {
    String text = model.assembly().join(title, abstractText);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text is blank, expected a title or an abstract");
    }
    return text;
  }

  /** A function that counts its calls, for the message. */
  private Function<Article, String> numberedText() {
    AtomicLong number = new AtomicLong();
    return article -> {
      long index = number.getAndIncrement();
      String text = model.assembly().join(article);
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "article "
                + index
                + " (from 0, PMID "
                + Printable.quote(article.pmid())
                + ") has no text");
      }
      return text;
    };
  }

  /**
   * Classifies articles while they come, for more of them than memory holds.
   *
   * <p>Articles are read when predictions are asked for, up to 512 of them ahead, and tokenized
   * while those before are computed. What is wrong with an article, and what the stream of articles
   * throws, is thrown after the predictions of the articles before it.
   *
   * @param articles the articles; closed with the result
   * @return one prediction for each, in their order, each as {@link #predict(Article)} gives it up
   *     to rounding; sequential, for one thread at a time. It throws {@link
   *     IllegalArgumentException} for an article without text, {@link IllegalStateException} if the
   *     classifier is closed, {@link InferenceException} if the native engine fails and {@link
   *     CancellationException} if the thread is interrupted
   */
  public Stream<Prediction> predict(Stream<Article> articles) {
    Iterator<Prediction> predictions = predict(articles.sequential().iterator());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                predictions, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(articles::close);
  }

  /**
   * Classifies articles while they come, as {@link #predict(Stream)} does.
   *
   * @param articles the articles
   * @return one prediction for each, in their order; for one thread at a time. It throws what the
   *     stream throws
   */
  public Iterator<Prediction> predict(Iterator<Article> articles) {
    Iterator<ScoringPipeline.Scored<Article>> scored = scoring.stream(articles, numberedText());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return scored.hasNext();
      }

      @Override
      public Prediction next() {
        return scoring.prediction(scored.next(), model.thresholds());
      }
    };
  }

  /**
   * Classifies an article without waiting for it: the same as {@link #predictAsync(Article,
   * Duration)} without a limit of time.
   *
   * @param article the article
   * @return its prediction, to come
   * @throws IllegalArgumentException if title and abstract are blank
   * @throws IllegalStateException if the classifier is closed
   * @throws java.util.concurrent.RejectedExecutionException if as many texts wait as {@link
   *     Builder#queueCapacity} allows
   */
  public CompletableFuture<Prediction> predictAsync(Article article) {
    return scoring.predictAsync(text(article.title(), article.abstractText()), null);
  }

  /**
   * Classifies an article without waiting for it.
   *
   * <p>The text is tokenized by the calling thread. Cancelling the future takes the article back
   * unless its batch has begun.
   *
   * <p>What depends on the future runs on daemon threads of this library, as many as there are
   * processors and at least two, or on the thread that adds it to a future which is done, or that
   * cancels. It may block: while all of these threads are blocked, others are added within some
   * hundredths of a second, so that neither predictions nor timeouts wait for it. Who has much to
   * compute there, or wants threads of their own, passes an executor to the {@code ...Async}
   * methods of the future.
   *
   * @param article the article
   * @param timeout how long the prediction is of use, from now on; an article whose time is over
   *     before its batch begins is not computed
   * @return its prediction, to come. It fails with a {@link java.util.concurrent.TimeoutException}
   *     when the time is over, with an {@link InferenceException} if the native engine fails
   * @throws IllegalArgumentException if title and abstract are blank, or the timeout is not
   *     positive
   * @throws IllegalStateException if the classifier is closed
   * @throws java.util.concurrent.RejectedExecutionException if as many texts wait as {@link
   *     Builder#queueCapacity} allows
   */
  public CompletableFuture<Prediction> predictAsync(Article article, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return scoring.predictAsync(text(article.title(), article.abstractText()), timeout);
  }

  /**
   * Measures the classifier on articles that indexers have given headings. An article to which no
   * label applies, a negative of {@link Labelling}, counts as a row of zeros.
   *
   * @param articles the articles, read once, in constant memory
   * @param tree the vocabulary that maps headings to roots
   * @return the metrics at the classifier's thresholds
   * @throws IllegalArgumentException if there is no article, one has no text, or the labels of one
   *     are not known under the model's scheme
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Evaluation evaluate(Iterable<Article> articles, MeshTree tree) {
    return evaluate(articles, tree, model.thresholds());
  }

  /**
   * Measures the classifier with the model's thresholds for a goal.
   *
   * @param articles the articles, read once, in constant memory
   * @param tree the vocabulary that maps headings to roots
   * @param profile what the labels shall be best for
   * @return the metrics at the thresholds of the profile
   * @throws IllegalArgumentException if there is no article, one has no text, the labels of one are
   *     not known under the model's scheme, or the model has no such profile
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Evaluation evaluate(Iterable<Article> articles, MeshTree tree, ThresholdProfile profile) {
    return evaluate(articles, tree, thresholds(profile));
  }

  private Evaluation evaluate(Iterable<Article> articles, MeshTree tree, Thresholds thresholds) {
    Evaluation.Builder evaluation = Evaluation.builder(labelIds(), thresholds);
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
   * @throws IllegalArgumentException if there is no article, one has no text, or the labels of one
   *     are not known under the model's scheme
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public ScoredArticles scoreAll(Iterable<Article> articles, MeshTree tree) {
    ScoredArticles.Builder scored = ScoredArticles.builder(labelIds());
    scoreEach(articles, tree, scored::add);
    return scored.build();
  }

  /**
   * Scores articles without a look at their headings.
   *
   * @param articles the articles, none without a text
   * @return calibrated probabilities for each article in order, for each label in the order of
   *     {@link #scheme()}; new arrays
   * @throws IllegalArgumentException if an article has no text
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public float[][] score(List<Article> articles) {
    List<float[]> scores = new ArrayList<>(articles.size());
    scoring.forEach(
        texts(articles).iterator(),
        Function.identity(),
        scored -> scores.add(scoring.probabilities(scored.logits())));
    return scores.toArray(new float[0][]);
  }

  /**
   * Finds which words of an article carry the probability of a label.
   *
   * <p>Each different word is taken out of the text, all its occurrences at once whatever their
   * case, and weighs what the label's calibrated logit falls by (occlusion, Zeiler and Fergus 2014;
   * for words Li, Monroe and Jurafsky 2016, <a
   * href="https://arxiv.org/abs/1612.08220">arXiv:1612.08220</a>). That takes one computation of
   * the text for each different word, so about 130 for an abstract, in batches. Words are letters
   * and digits with hyphens and apostrophes inside. Of a text that is longer than the model reads,
   * with {@link TextOverflow#TRUNCATE}, words behind the cut weigh nothing, unless they stand
   * before it too.
   *
   * @param article the article; its headings are not looked at
   * @param labelId the label's id, such as {@code "C"}; predicted or not
   * @return the words with their weights
   * @throws IllegalArgumentException if title and abstract are blank, or the model has no such
   *     label; the message lists those it has
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  public Explanation explain(Article article, String labelId) {
    int label = labelIds().indexOf(Objects.requireNonNull(labelId, "labelId"));
    if (label < 0) {
      throw new IllegalArgumentException(
          "the model has no label "
              + Printable.quote(labelId)
              + ", expected one of "
              + Printable.list(labelIds().stream().sorted().toList()));
    }
    String text = text(article.title(), article.abstractText());
    return new Occlusion(scoring, text, label).explain();
  }

  private List<String> labelIds() {
    return model.labels().stream().map(Label::id).toList();
  }

  /** Passes on expected labels and probabilities of each article, in order. */
  private void scoreEach(
      Iterable<Article> articles, MeshTree tree, BiConsumer<boolean[], float[]> consumer) {
    Function<Article, String> text = numberedText();
    Iterator<Example> examples =
        StreamSupport.stream(articles.spliterator(), false)
            .map(article -> new Example(expected(article, tree), text.apply(article)))
            .iterator();
    if (!examples.hasNext()) {
      throw new IllegalArgumentException("there is no article to evaluate, expected at least one");
    }
    scoring.forEach(
        examples,
        Example::text,
        scored ->
            consumer.accept(scored.item().expected(), scoring.probabilities(scored.logits())));
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Example(boolean[] expected, String text) {}

  private boolean[] expected(Article article, MeshTree tree) {
    Labelling labelling = model.scheme().label(article, tree);
    if (labelling instanceof Labelling.Labelled labelled) {
      return model.scheme().indicators(labelled.labels());
    }
    throw new IllegalArgumentException(
        "the article with PMID "
            + Printable.quote(article.pmid())
            + " has no known labels to compare with: "
            + ((Labelling.Unlabelled) labelling).reason());
  }

  /**
   * Returns the labels and the rule by which headings become labels.
   *
   * @return the scheme that the model was trained with
   */
  @Override
  public LabelScheme scheme() {
    return model.scheme();
  }

  /**
   * Returns what the model can say.
   *
   * @return its labels in the order of its outputs, unmodifiable
   */
  public List<Label> labels() {
    return model.labels();
  }

  /**
   * Returns what decides between predicted and not unless a call names a profile.
   *
   * @return the thresholds in effect, for calibrated probabilities
   */
  public Thresholds thresholds() {
    return model.thresholds();
  }

  /**
   * Returns the model's thresholds for a goal.
   *
   * @param profile the goal
   * @return the thresholds, for calibrated probabilities
   * @throws IllegalArgumentException if the model has no such profile; the message lists those it
   *     has
   */
  public Thresholds thresholds(ThresholdProfile profile) {
    return model.rule().thresholds(profile);
  }

  /**
   * Returns how the model's logits become labels: its calibration, its threshold profiles, and
   * which of these is its default.
   *
   * @return the model's own rule, whatever the options of this classifier are; the sigmoid and 0.5
   *     for a model that has none
   */
  public DecisionRule decisionRule() {
    return model.rule();
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
    return model.backbone().precision();
  }

  /**
   * Returns what the classifier has done since it was loaded.
   *
   * @return a snapshot, also of a closed classifier
   */
  public InferenceMetrics metrics() {
    return scoring.metrics();
  }

  /**
   * Refuses new calls and frees the native memory as soon as those that run are done, futures
   * included; does not wait for them. A stream is refused its next articles. Idempotent.
   */
  @Override
  public void close() {
    scoring.close();
  }

  /** Collects the options of a classifier. Not thread-safe. */
  public static final class Builder {
    private final @Nullable Path directory;
    private final @Nullable HubModel hubModel;
    private @Nullable Integer maxTokens;
    private @Nullable Thresholds thresholds;
    private @Nullable ThresholdProfile thresholdProfile;
    private @Nullable Boolean independentLabels;
    private @Nullable ComputeDevice device;
    private @Nullable Precision precision;
    private @Nullable TextOverflow textOverflow;
    private @Nullable Integer tokensPerBatch;
    private @Nullable Integer queueCapacity;
    private @Nullable HubSettings hubSettings;
    private @Nullable Consumer<? super HubEvent> onDownload;

    private Builder(@Nullable Path directory, @Nullable HubModel hubModel) {
      this.directory = directory;
      this.hubModel = hubModel;
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
     * @throws IllegalStateException if it was set before
     */
    public Builder thresholds(Thresholds value) {
      thresholds = once("thresholds", thresholds, value);
      return this;
    }

    /**
     * Sets which of the model's thresholds decide between predicted and not. Default: the model's
     * default profile. Not together with {@link #thresholds}.
     *
     * @param value the profile, which the model must have; {@link ThresholdProfile#HALF} is always
     *     there
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder thresholdProfile(ThresholdProfile value) {
      thresholdProfile = once("thresholdProfile", thresholdProfile, value);
      return this;
    }

    /**
     * Says that the labels are independent of each other, of a model whose {@code config.json} has
     * no {@code problem_type}: each gets the sigmoid of its own logit, as with {@code
     * function_to_apply="sigmoid"} of transformers' pipeline. Default: such a model is refused,
     * since transformers itself would have its labels exclude each other.
     *
     * <p>It changes nothing for a {@code problem_type} of {@code multi_label_classification}, and
     * does not overrule another one: {@link #build} refuses the model then.
     *
     * @return this builder
     * @throws IllegalStateException if it was said before
     */
    public Builder independentLabels() {
      independentLabels = once("independentLabels", independentLabels, true);
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
     * Sets how large batches become. Larger ones take longer, and so does whoever waits for the
     * next; smaller ones keep a GPU less busy. Default: 2048 on a processor, 32,768 on a GPU.
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
     * Sets who hears how the download of a model of the Hub goes on. Default: nobody.
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
     * Loads the model, downloading it first if it is on the Hub and not in the cache.
     *
     * @return the classifier, which the caller closes
     * @throws HubException if a model of the Hub cannot be had
     * @throws ModelLoadException if a file is missing or damaged, files disagree, or the model is
     *     not a multi-label classifier of a supported architecture
     * @throws IllegalArgumentException if an option does not fit the model, or the device is not
     *     there
     * @throws IllegalStateException if both thresholds and a threshold profile were set, or
     *     PyTorch's native library cannot be loaded; the message says what to do
     */
    public MeshClassifier build() throws HubException, ModelLoadException {
      if (thresholds != null && thresholdProfile != null) {
        throw new IllegalStateException(
            "thresholds and thresholdProfile exclude each other, were "
                + thresholds
                + " and "
                + thresholdProfile.id());
      }
      LoadOptions options =
          new LoadOptions(
              maxTokens,
              thresholds,
              thresholdProfile,
              independentLabels != null,
              device != null ? device : LoadOptions.DEFAULT.device(),
              precision != null ? precision : LoadOptions.DEFAULT.precision());
      ScoringOptions defaults = ScoringOptions.defaults(options.device());
      ScoringOptions scoringOptions =
          new ScoringOptions(
              textOverflow != null ? textOverflow : defaults.overflow(),
              tokensPerBatch != null ? tokensPerBatch : defaults.tokensPerBatch(),
              queueCapacity != null ? queueCapacity : defaults.queueCapacity());
      return new MeshClassifier(
          new Scoring(LoadedModel.open(files(), options), options.device(), scoringOptions));
    }

    private ModelFiles files() throws HubException, ModelLoadException {
      if (directory != null) {
        return ModelFiles.directory(directory);
      }
      return hubModel != null ? ModelFiles.directory(download(hubModel)) : bundled();
    }

    private static ModelFiles bundled() throws ModelLoadException {
      ClassLoader loader =
          ResourceLoaders.having(MeshClassifier.class, BUNDLED + "/" + ModelManifest.FILE_NAME);
      ModelFiles files = ModelFiles.resources(loader, BUNDLED);
      if (!files.exists(ModelManifest.FILE_NAME)) {
        throw ModelLoadException.in(BUNDLED, "there is no model on the class path")
            .remedy(
                "Add the dependency io.github.meshclassifier:mesh-model-mini, or load a model"
                    + " directory with MeshClassifier.load.")
            .build();
      }
      return files;
    }

    private Path download(HubModel model) throws HubException {
      HubDownloader.Builder downloader = HubDownloader.builder();
      if (hubSettings != null) {
        downloader.settings(hubSettings);
      }
      if (onDownload != null) {
        downloader.onEvent(onDownload::accept);
      }
      return downloader.build().download(model);
    }

    private static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(name + " was already set to " + before);
      }
      return Objects.requireNonNull(value, name);
    }
  }
}
