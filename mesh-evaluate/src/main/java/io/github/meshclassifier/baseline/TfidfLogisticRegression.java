package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A classic text classifier: words and pairs of words weighted by TF-IDF, and a logistic regression
 * for each label.
 *
 * <pre>{@code
 * TfidfLogisticRegression baseline =
 *     TfidfLogisticRegression.builder(LabelScheme.fourteenRoots())
 *         .train(articles, MeshTree.bundled());
 * ScoredArticles scored = baseline.scoreAll(test, MeshTree.bundled());
 * }</pre>
 *
 * <p>Immutable and thread-safe. It is plain Java without native code, so it can also be used where
 * no transformer can be loaded.
 *
 * <p>A word is a run of at least two letters or digits, in lower case; a term is a word, or two
 * words that follow each other in the title or in the abstract. An article is the vector of its
 * terms' values (1 + log tf)(1 + log((1 + n) / (1 + df))) at length 1, for a term that occurs tf
 * times in it and in df of the n training articles (G. Salton and C. Buckley, Term-weighting
 * approaches in automatic text retrieval, 1988). The score of a label is 1 / (1 + exp(-(w x + b)))
 * for the w and b that minimize |w|^2 / 2 + C times the sum of the log losses of the training
 * articles. A label that all of them or none have gets the score 1 or 0.
 *
 * <p>Training draws no random numbers: the same articles and settings give the same scores, to the
 * bit, on every machine and with any number of threads.
 */
public final class TfidfLogisticRegression implements ArticleScorer {
  /** The default of {@link Builder#minDocumentFrequency}: 2. */
  public static final int DEFAULT_MIN_DOCUMENT_FREQUENCY = 2;

  /** The default of {@link Builder#maxTerms}: 200,000. */
  public static final int DEFAULT_MAX_TERMS = 200_000;

  /** The default of {@link Builder#inverseRegularization}: 10. */
  public static final double DEFAULT_INVERSE_REGULARIZATION = 10;

  /** The part of the first gradient that is left: further steps change no score's third digit. */
  static final double TOLERANCE = 1e-4;

  private final LabelScheme scheme;
  private final Tfidf tfidf;

  /** The weights of all labels for the first term, then for the next. */
  private final float[] weights;

  private final double[] intercepts;

  private TfidfLogisticRegression(LabelScheme scheme, Tfidf tfidf, List<LinearModel> models) {
    this.scheme = scheme;
    this.tfidf = tfidf;
    int width = models.size();
    this.weights = new float[Math.multiplyExact(tfidf.termCount(), width)];
    this.intercepts = new double[width];
    for (int label = 0; label < width; label++) {
      LinearModel model = models.get(label);
      intercepts[label] = model.intercept;
      for (int term = 0; term < tfidf.termCount(); term++) {
        weights[term * width + label] = (float) model.weights[term];
      }
    }
  }

  /**
   * Starts a training.
   *
   * @param scheme the labels to learn
   * @return a builder with the defaults
   */
  public static Builder builder(LabelScheme scheme) {
    return new Builder(scheme);
  }

  @Override
  public LabelScheme scheme() {
    return scheme;
  }

  /**
   * Returns the number of terms.
   *
   * @return at most {@link Builder#maxTerms}, 0 if no term is frequent enough
   */
  public int termCount() {
    return tfidf.termCount();
  }

  @Override
  public float[][] score(List<Article> articles) {
    float[][] scores = new float[articles.size()][];
    for (int i = 0; i < scores.length; i++) {
      SparseRows row = new SparseRows(tfidf.termCount());
      tfidf.addRow(articles.get(i), row);
      double[] sums = intercepts.clone();
      row.addProducts(0, weights, sums);
      scores[i] = new float[sums.length];
      for (int label = 0; label < sums.length; label++) {
        scores[i][label] = (float) LogisticRegression.sigmoid(sums[label]);
      }
    }
    return scores;
  }

  /** Names the labels and the number of terms. */
  @Override
  public String toString() {
    return "TfidfLogisticRegression[" + scheme + ", " + termCount() + " terms]";
  }

  /**
   * Collects settings.
   *
   * <p>Not thread-safe; one per thread. Each setting can be made once.
   */
  public static final class Builder {
    private final LabelScheme scheme;
    private @Nullable Boolean bigrams;
    private @Nullable Integer minDocumentFrequency;
    private @Nullable Integer maxTerms;
    private @Nullable Double inverseRegularization;
    private @Nullable Integer threads;

    private Builder(LabelScheme scheme) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
    }

    /**
     * Sets whether two words that follow each other are a term, beside single words. Default: true.
     *
     * @param value whether they are
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder bigrams(boolean value) {
      bigrams = once("bigrams", bigrams, value);
      return this;
    }

    /**
     * Sets in how many training articles a term occurs at least. Default: {@value
     * #DEFAULT_MIN_DOCUMENT_FREQUENCY}.
     *
     * @param value a number of articles, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if it was set before
     */
    public Builder minDocumentFrequency(int value) {
      checkPositive("minDocumentFrequency", value);
      minDocumentFrequency = once("minDocumentFrequency", minDocumentFrequency, value);
      return this;
    }

    /**
     * Sets how many terms are learned at most; those that occur in most articles are. Default:
     * {@value #DEFAULT_MAX_TERMS}.
     *
     * @param value a number of terms, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if it was set before
     */
    public Builder maxTerms(int value) {
      checkPositive("maxTerms", value);
      maxTerms = once("maxTerms", maxTerms, value);
      return this;
    }

    /**
     * Sets the inverse regularization strength C: how much an error in training costs against large
     * weights. Default: {@value #DEFAULT_INVERSE_REGULARIZATION}.
     *
     * @param value a finite number above 0
     * @return this builder
     * @throws IllegalArgumentException if it is not finite or not above 0
     * @throws IllegalStateException if it was set before
     */
    public Builder inverseRegularization(double value) {
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "inverseRegularization must be finite and above 0, was " + value);
      }
      inverseRegularization = once("inverseRegularization", inverseRegularization, value);
      return this;
    }

    /**
     * Sets how many labels are learned at a time. Default: one for each processor.
     *
     * @param value a number of threads, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if it was set before
     */
    public Builder threads(int value) {
      checkPositive("threads", value);
      threads = once("threads", threads, value);
      return this;
    }

    /**
     * Learns, also from articles to which no label applies. Articles that cannot be labelled are
     * left out.
     *
     * <p>Besides the articles, of which one is held at a time, this takes 8 bytes for each distinct
     * term of each article and 4 for each of its words, some 40 for each distinct pair of frequent
     * words, 56 for each term and thread, and 12 for each term and label, of which the classifier
     * keeps 4.
     *
     * @param articles the articles to learn from, with their headings; iterated once
     * @param tree the vocabulary of the headings
     * @return the classifier
     * @throws IllegalArgumentException if no article can be labelled
     */
    public TfidfLogisticRegression train(Iterable<Article> articles, MeshTree tree) {
      TermCounter counter = new TermCounter();
      TrainingLabels labels = TrainingLabels.of(articles, scheme, tree, counter::add);
      Tfidf tfidf =
          counter.choose(
              minDocumentFrequency == null ? DEFAULT_MIN_DOCUMENT_FREQUENCY : minDocumentFrequency,
              maxTerms == null ? DEFAULT_MAX_TERMS : maxTerms,
              bigrams == null || bigrams);
      SparseRows rows = new SparseRows(tfidf.termCount());
      counter.addRows(tfidf, rows);
      return new TfidfLogisticRegression(scheme, tfidf, fit(rows, labels));
    }

    private List<LinearModel> fit(SparseRows rows, TrainingLabels labels) {
      int wanted = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
      ExecutorService executor = Executors.newFixedThreadPool(Math.min(wanted, labels.width()));
      try {
        List<CompletableFuture<LinearModel>> futures = new ArrayList<>();
        for (int label = 0; label < labels.width(); label++) {
          int index = label;
          futures.add(CompletableFuture.supplyAsync(() -> fit(rows, labels, index), executor));
        }
        return futures.stream().map(CompletableFuture::join).toList();
      } finally {
        executor.shutdownNow();
      }
    }

    private LinearModel fit(SparseRows rows, TrainingLabels labels, int label) {
      double prevalence = labels.prevalence(label);
      if (prevalence == 0 || prevalence == 1) {
        double certain = prevalence == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        return new LinearModel(new double[rows.columns()], certain);
      }
      double c =
          inverseRegularization == null ? DEFAULT_INVERSE_REGULARIZATION : inverseRegularization;
      return LogisticRegression.fit(rows, labels.column(label), c, TOLERANCE);
    }

    private static void checkPositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more, was " + value);
      }
    }

    private static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(name + " is already set to " + before);
      }
      return value;
    }
  }
}
