package io.github.meshclassifier.infer;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.backbone.LengthSortedScoring;
import io.github.meshclassifier.internal.backbone.Sigmoid;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import io.github.meshclassifier.internal.text.EncodedText;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
public final class MeshClassifier implements AutoCloseable {
  private static final String BUNDLED = "META-INF/mesh-classifier/model";
  private static final int EVALUATION_CHUNK = 512;

  private final LoadedModel model;
  private final LabelScheme scheme;
  private final UseCounter uses;

  private MeshClassifier(LoadedModel model) {
    this.model = model;
    this.scheme = LabelScheme.of(kind(model.labels()), model.labels());
    this.uses = new UseCounter(model::close);
  }

  private static LabelScheme.Kind kind(List<Label> labels) {
    boolean roots =
        labels.stream()
            .allMatch(
                label ->
                    label.id().length() == 1
                        && MeshRoot.ofLetter(label.id().charAt(0)).isPresent());
    return roots ? LabelScheme.Kind.ROOTS : LabelScheme.Kind.HEADINGS;
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
        LoadedModel.open(ModelFiles.directory(directory), null, null, null, ComputeDevice.cpu()));
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
    return new MeshClassifier(LoadedModel.open(files, null, null, null, ComputeDevice.cpu()));
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
    return whileOpen(() -> predictTexts(List.of(text))).get(0);
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
    List<String> texts = new ArrayList<>(articles.size());
    for (Article article : articles) {
      String text = model.assembly().join(article);
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "article " + texts.size() + " (from 0, PMID '" + article.pmid() + "') has no text");
      }
      texts.add(text);
    }
    return whileOpen(() -> predictTexts(texts));
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
    List<String> ids = model.labels().stream().map(Label::id).toList();
    Evaluation.Builder evaluation = Evaluation.builder(ids, model.thresholds());
    List<Article> chunk = new ArrayList<>();
    boolean empty = true;
    for (Article article : articles) {
      empty = false;
      chunk.add(article);
      if (chunk.size() == EVALUATION_CHUNK) {
        addTo(evaluation, chunk, tree);
        chunk.clear();
      }
    }
    if (empty) {
      throw new IllegalArgumentException("there is no article to evaluate, expected at least one");
    }
    addTo(evaluation, chunk, tree);
    return evaluation.build();
  }

  private void addTo(Evaluation.Builder evaluation, List<Article> articles, MeshTree tree) {
    List<boolean[]> expected = new ArrayList<>();
    for (Article article : articles) {
      Labelling labelling = scheme.label(article, tree);
      if (labelling instanceof Labelling.Unlabelled unlabelled) {
        throw new IllegalArgumentException(
            "the article with PMID '"
                + article.pmid()
                + "' has no label to compare with: "
                + unlabelled.reason());
      } else if (labelling instanceof Labelling.Labelled labelled) {
        expected.add(scheme.indicators(labelled.labels()));
      }
    }
    List<Prediction> predictions = predictAll(articles);
    for (int i = 0; i < expected.size(); i++) {
      float[] scores = new float[scheme.size()];
      for (LabelScore score : predictions.get(i).scores()) {
        scores[scheme.indexOf(score.label().id())] = (float) score.probability();
      }
      evaluation.add(expected.get(i), scores);
    }
  }

  private List<Prediction> predictTexts(List<String> texts) {
    List<EncodedText> encoded = texts.stream().map(model.encoder()::encode).toList();
    float[][] logits =
        LengthSortedScoring.logits(
            model.backbone(), encoded.stream().map(EncodedText::ids).toList(), done -> {});
    List<Prediction> predictions = new ArrayList<>(texts.size());
    for (int i = 0; i < logits.length; i++) {
      predictions.add(prediction(encoded.get(i), Sigmoid.of(logits[i])));
    }
    return predictions;
  }

  private Prediction prediction(EncodedText text, float[] probabilities) {
    List<LabelScore> scores = new ArrayList<>(probabilities.length);
    for (int i = 0; i < probabilities.length; i++) {
      if (Float.isNaN(probabilities[i])) {
        throw new InferenceException(
            "the model's score of label '"
                + model.labels().get(i).id()
                + "' is not a number; its weights are damaged");
      }
      scores.add(
          new LabelScore(model.labels().get(i), probabilities[i], model.thresholds().get(i)));
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
   * Returns what the model can say.
   *
   * @return its labels in the order of its outputs, unmodifiable
   */
  public List<Label> labels() {
    return model.labels();
  }

  /**
   * Returns what decides between predicted and not.
   *
   * @return the thresholds in effect
   */
  public Thresholds thresholds() {
    return model.thresholds();
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
     *
     * @param value a uniform threshold or one for each label
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder thresholds(Thresholds value) {
      thresholds = once("thresholds", thresholds, value);
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
     * @throws IllegalStateException if there is no native PyTorch library for this platform on the
     *     class path
     */
    public MeshClassifier build() throws HubException, ModelLoadException {
      return new MeshClassifier(
          LoadedModel.open(
              ModelFiles.directory(directory != null ? directory : download()),
              maxTokens,
              thresholds,
              segmentIds,
              device != null ? device : ComputeDevice.cpu()));
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
