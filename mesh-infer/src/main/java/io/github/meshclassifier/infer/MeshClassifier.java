package io.github.meshclassifier.infer;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.ArticleScorer;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.backbone.LengthSortedScoring;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import io.github.meshclassifier.internal.text.EncodedText;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuned model that says which categories an article belongs to.
 *
 * <p>Thread-safe: any number of threads may predict at once with one classifier, and each gets what
 * it would get alone. {@link #close} may be called at any time; calls that run finish first, later
 * ones are refused.
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
 */
public final class MeshClassifier implements ArticleScorer, AutoCloseable {
  private static final String BUNDLED = "META-INF/mesh-classifier/model";
  private static final int EVALUATION_CHUNK = 512;

  private final LoadedModel model;
  private final UseCounter uses;

  private MeshClassifier(LoadedModel model) {
    this.model = model;
    this.uses = new UseCounter(model::close);
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
   * @throws IllegalStateException if there is no native PyTorch library for this platform on the
   *     class path
   */
  public static MeshClassifier load(Path directory) throws ModelLoadException {
    return new MeshClassifier(
        LoadedModel.open(ModelFiles.directory(directory), LoadOptions.DEFAULT));
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
   * @throws IllegalStateException if there is no native PyTorch library for this platform on the
   *     class path
   */
  public static MeshClassifier load(String hubModel) throws HubException, ModelLoadException {
    return builder(hubModel).build();
  }

  /**
   * Loads the model on the class path, as the artifact {@code mesh-model-mini} brings it.
   *
   * @return the classifier, which the caller closes
   * @throws ModelLoadException if there is no model on the class path, or it is damaged
   * @throws IllegalStateException if there is no native PyTorch library for this platform on the
   *     class path
   */
  public static MeshClassifier loadBundled() throws ModelLoadException {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context != null ? context : MeshClassifier.class.getClassLoader();
    ModelFiles files = ModelFiles.resources(loader, BUNDLED);
    if (!files.exists(ModelManifest.FILE_NAME)) {
      throw ModelLoadException.in(BUNDLED, "there is no model on the class path")
          .remedy(
              "Add the dependency io.github.meshclassifier:mesh-model-mini, or load a model"
                  + " directory with MeshClassifier.load.")
          .build();
    }
    return new MeshClassifier(LoadedModel.open(files, LoadOptions.DEFAULT));
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
   */
  public Prediction predict(String title, String abstractText) {
    String text = model.assembly().join(title, abstractText);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text is blank, expected a title or an abstract");
    }
    return whileOpen(() -> predictTexts(List.of(text), model.thresholds())).get(0);
  }

  /**
   * Classifies the title and the abstract of an article; its headings are not looked at.
   *
   * @param article the article
   * @return the scores of all labels
   * @throws IllegalArgumentException if title and abstract are blank
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
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
   */
  public Prediction predict(Article article, ThresholdProfile profile) {
    return predictAll(List.of(article), profile).get(0);
  }

  /**
   * Classifies many articles, which is faster than one after the other: texts of similar length
   * share a batch.
   *
   * @param articles the articles; may be empty
   * @return one prediction for each, in their order; each as {@link #predict(Article)} gives it, up
   *     to rounding
   * @throws IllegalArgumentException if title and abstract of an article are blank; the message
   *     says of which
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
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
   */
  public List<Prediction> predictAll(List<Article> articles, ThresholdProfile profile) {
    return predictAll(articles, thresholds(profile));
  }

  private List<Prediction> predictAll(List<Article> articles, Thresholds thresholds) {
    List<String> texts = texts(articles);
    return whileOpen(() -> predictTexts(texts, thresholds));
  }

  private List<String> texts(List<Article> articles) {
    List<String> texts = new ArrayList<>(articles.size());
    for (Article article : articles) {
      String text = model.assembly().join(article);
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "article " + texts.size() + " (from 0, PMID '" + article.pmid() + "') has no text");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * Measures the classifier on articles that indexers have given headings.
   *
   * @param articles the articles, read once, in constant memory
   * @param tree the vocabulary that maps headings to roots
   * @return the metrics at the classifier's thresholds
   * @throws IllegalArgumentException if there is no article, or one has no text or no label under
   *     the model's scheme
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
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
   * @throws IllegalArgumentException if there is no article, one has no text or no label under the
   *     model's scheme, or the model has no such profile
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
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
   * @return expected labels and calibrated probabilities, in the order of the articles; no cell is
   *     ignored
   * @throws IllegalArgumentException if there is no article, or one has no text or no label under
   *     the model's scheme
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
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
   */
  @Override
  public float[][] score(List<Article> articles) {
    List<String> texts = texts(articles);
    float[][] scores = whileOpen(() -> logits(encoded(texts)));
    for (int i = 0; i < scores.length; i++) {
      scores[i] = probabilities(scores[i]);
    }
    return scores;
  }

  private List<String> labelIds() {
    return model.labels().stream().map(Label::id).toList();
  }

  /** Passes on expected labels and probabilities of each article, in order. */
  private void scoreEach(
      Iterable<Article> articles, MeshTree tree, BiConsumer<boolean[], float[]> consumer) {
    List<Article> chunk = new ArrayList<>();
    boolean empty = true;
    for (Article article : articles) {
      empty = false;
      chunk.add(article);
      if (chunk.size() == EVALUATION_CHUNK) {
        scoreChunk(chunk, tree, consumer);
        chunk.clear();
      }
    }
    if (empty) {
      throw new IllegalArgumentException("there is no article to evaluate, expected at least one");
    }
    scoreChunk(chunk, tree, consumer);
  }

  private void scoreChunk(
      List<Article> articles, MeshTree tree, BiConsumer<boolean[], float[]> consumer) {
    List<boolean[]> expected = new ArrayList<>();
    for (Article article : articles) {
      Labelling labelling = model.scheme().label(article, tree);
      if (labelling instanceof Labelling.Unlabelled unlabelled) {
        throw new IllegalArgumentException(
            "the article with PMID '"
                + article.pmid()
                + "' has no label to compare with: "
                + unlabelled.reason());
      } else if (labelling instanceof Labelling.Labelled labelled) {
        expected.add(model.scheme().indicators(labelled.labels()));
      }
    }
    float[][] scores = score(articles);
    for (int i = 0; i < scores.length; i++) {
      consumer.accept(expected.get(i), scores[i]);
    }
  }

  private List<EncodedText> encoded(List<String> texts) {
    return texts.stream().map(model.encoder()::encode).toList();
  }

  private float[][] logits(List<EncodedText> encoded) {
    return LengthSortedScoring.logits(
        model.backbone(), encoded.stream().map(EncodedText::ids).toList(), done -> {});
  }

  private List<Prediction> predictTexts(List<String> texts, Thresholds thresholds) {
    List<EncodedText> encoded = encoded(texts);
    float[][] logits = logits(encoded);
    List<Prediction> predictions = new ArrayList<>(texts.size());
    for (int i = 0; i < logits.length; i++) {
      predictions.add(prediction(encoded.get(i), probabilities(logits[i]), thresholds));
    }
    return predictions;
  }

  private float[] probabilities(float[] logits) {
    float[] probabilities = model.rule().probabilities(logits);
    for (int i = 0; i < probabilities.length; i++) {
      if (Float.isNaN(probabilities[i])) {
        throw new InferenceException(
            "the model's score of label '"
                + model.labels().get(i).id()
                + "' is not a number; its weights are damaged");
      }
    }
    return probabilities;
  }

  private Prediction prediction(EncodedText text, float[] probabilities, Thresholds thresholds) {
    List<LabelScore> scores = new ArrayList<>(probabilities.length);
    for (int i = 0; i < probabilities.length; i++) {
      scores.add(new LabelScore(model.labels().get(i), probabilities[i], thresholds.get(i)));
    }
    scores.sort(Comparator.comparingDouble(LabelScore::probability).reversed());
    return new Prediction(scores, text.tokenCount(), text.truncated());
  }

  private <T> T whileOpen(Supplier<T> use) {
    if (!uses.tryAcquire()) {
      throw new IllegalStateException("MeshClassifier is closed");
    }
    try {
      return use.get();
    } catch (EngineException e) {
      throw new InferenceException(
          "the native engine failed: "
              + e.getMessage()
              + "; if memory ran out, predict fewer texts at a time",
          e);
    } finally {
      uses.release();
    }
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

  /** Frees the native memory as soon as no call runs; idempotent. */
  @Override
  public void close() {
    uses.close();
  }

  /** Collects the options of a classifier. Not thread-safe. */
  public static final class Builder {
    private final @Nullable Path directory;
    private final @Nullable HubModel hubModel;
    private @Nullable Integer maxTokens;
    private @Nullable Thresholds thresholds;
    private @Nullable ThresholdProfile thresholdProfile;
    private @Nullable Boolean segmentIds;
    private @Nullable ComputeDevice device;
    private @Nullable HubSettings hubSettings;
    private @Nullable Consumer<? super HubEvent> onDownload;

    private Builder(@Nullable Path directory, @Nullable HubModel hubModel) {
      this.directory = directory;
      this.hubModel = hubModel;
    }

    /**
     * Sets how much of a text is read. Default: what the model was trained with, or 512 if it does
     * not say.
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
     * Sets whether an XLNet reads segment ids, which set the closing {@code <cls>} apart from the
     * text, as in its pre-training. Default: as the model was trained by this library, or on, as in
     * transformers 4; transformers 5 leaves them out unless they are passed to it.
     *
     * @param value true to read them; only for a {@code model_type} of xlnet, which {@link #build}
     *     checks
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder segmentIds(boolean value) {
      segmentIds = once("segmentIds", segmentIds, value);
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
     * @throws IllegalStateException if both thresholds and a threshold profile were set, or there
     *     is no native PyTorch library for this platform on the class path
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
              segmentIds,
              device != null ? device : ComputeDevice.cpu());
      return new MeshClassifier(
          LoadedModel.open(
              ModelFiles.directory(directory != null ? directory : download()), options));
    }

    private Path download() throws HubException {
      HubDownloader.Builder downloader = HubDownloader.builder();
      if (hubSettings != null) {
        downloader.settings(hubSettings);
      }
      if (onDownload != null) {
        downloader.onEvent(onDownload::accept);
      }
      return downloader.build().download(Objects.requireNonNull(hubModel));
    }

    private static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(name + " was already set to " + before);
      }
      return Objects.requireNonNull(value, name);
    }
  }
}
