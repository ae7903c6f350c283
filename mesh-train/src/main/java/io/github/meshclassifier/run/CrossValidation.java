package io.github.meshclassifier.run;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a cross-validation found: every article was scored by a model that did not learn from it.
 *
 * <p>The metrics of the folds say how much a figure depends on which articles are learned from and
 * measured on. Their standard deviation is no standard error of the mean, since the training parts
 * of the folds overlap.
 *
 * <p>Immutable and thread-safe. Later versions may add methods.
 */
public final class CrossValidation {
  /**
   * How a data set is divided, and what is kept.
   *
   * @param folds how many models are trained, each tested on its own part of the articles; at least
   *     2
   * @param validation the share of the other articles that chooses epoch, calibration and
   *     thresholds of a fold; above 0 and below 1
   * @param keepsModels whether the models of the folds stay on disk
   */
  public record Plan(int folds, double validation, boolean keepsModels) {
    /** The share for validation unless another is named. */
    public static final double DEFAULT_VALIDATION = 0.1;

    /**
     * Checks.
     *
     * @param folds the number of folds
     * @param validation the share for validation
     * @param keepsModels whether models stay
     * @throws IllegalArgumentException if there are fewer than 2 folds, or the share is not above 0
     *     and below 1
     */
    public Plan {
      if (folds < 2) {
        throw new IllegalArgumentException("the number of folds must be at least 2, was " + folds);
      }
      if (!(validation > 0 && validation < 1)) {
        throw new IllegalArgumentException(
            "the share for validation must be above 0 and below 1, was " + validation);
      }
    }

    /**
     * Plans folds with the default share for validation, whose models are kept.
     *
     * @param count at least 2
     * @return a plan
     * @throws IllegalArgumentException if it is below 2
     */
    public static Plan of(int count) {
      return new Plan(count, DEFAULT_VALIDATION, true);
    }

    /**
     * Returns this plan with another share for validation.
     *
     * @param share of the articles that are not tested on; above 0 and below 1
     * @return a plan
     * @throws IllegalArgumentException if it is out of range
     */
    public Plan withValidation(double share) {
      return new Plan(folds, share, keepsModels);
    }

    /**
     * Returns this plan, but the model of a fold is deleted once it has scored its test articles.
     *
     * @return a plan
     */
    public Plan withoutModels() {
      return new Plan(folds, validation, false);
    }
  }

  /** One fold. Immutable and thread-safe; later versions may add methods. */
  public interface Fold {
    /** {@return the number of the fold, counted from 1} */
    int number();

    /** {@return the run of its model, whose directory is gone if models were not to be kept} */
    TrainingRun run();

    /** {@return the articles that it is tested on, which its model did not see} */
    Dataset test();

    /** {@return the scores that its model gives these, in their order} */
    ScoredArticles scores();

    /** {@return what its model reaches on these, at the thresholds of its default profile} */
    default Evaluation evaluation() {
      return scores().evaluate(run().model().rule().thresholds());
    }

    /**
     * Measures its model on the articles that it did not see, as it decides by default.
     *
     * @param metric what to measure
     * @return its value; NaN where it is undefined
     */
    default double value(Metric metric) {
      return metric.of(scores(), run().model().rule().thresholds());
    }
  }

  private final List<Fold> folds;
  private final LabelScheme scheme;
  private final Map<Article, float[]> rows;
  private final ScoredArticles outOfFold;

  private CrossValidation(Dataset dataset, List<Fold> folds) {
    this.folds = folds;
    this.scheme = dataset.scheme();
    this.rows = new HashMap<>();
    for (Fold fold : folds) {
      for (int i = 0; i < fold.test().size(); i++) {
        float[] row = new float[scheme.size()];
        for (int label = 0; label < row.length; label++) {
          row[label] = fold.scores().score(i, label);
        }
        rows.put(fold.test().article(i), row);
      }
    }
    ScoredArticles.Builder scored =
        ScoredArticles.builder(scheme.labels().stream().map(Label::id).toList());
    for (int i = 0; i < dataset.size(); i++) {
      scored.add(dataset.indicators(i), row(dataset.article(i)));
    }
    this.outOfFold = scored.build();
  }

  /**
   * Joins folds.
   *
   * @param dataset the articles that were divided
   * @param folds the folds, in whose test parts all of them are
   * @return what they found
   * @throws IllegalArgumentException if there is no fold, or an article is in no test part
   */
  public static CrossValidation of(Dataset dataset, List<? extends Fold> folds) {
    if (folds.isEmpty()) {
      throw new IllegalArgumentException("a cross-validation has folds, found none");
    }
    return new CrossValidation(dataset, List.copyOf(folds));
  }

  private float[] row(Article article) {
    float[] row = rows.get(Objects.requireNonNull(article, "article"));
    if (row == null) {
      throw new IllegalArgumentException(
          "the article with PMID "
              + Printable.quote(article.pmid())
              + " was in no fold of this cross-validation");
    }
    return row;
  }

  /** {@return the folds in the order of their numbers, unmodifiable} */
  public List<Fold> folds() {
    return folds;
  }

  /**
   * Returns the mean of a metric over the folds.
   *
   * @param metric what to measure, as {@link Fold#value} does
   * @return the mean over the folds in which it is defined; NaN if it is in none
   */
  public double mean(Metric metric) {
    return Arrays.stream(defined(metric)).average().orElse(Double.NaN);
  }

  /**
   * Returns the sample standard deviation of a metric over the folds, with one less than their
   * number as divisor.
   *
   * @param metric what to measure, as {@link Fold#value} does
   * @return the deviation over the folds in which it is defined; NaN if these are fewer than 2
   */
  public double standardDeviation(Metric metric) {
    double[] values = defined(metric);
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double sum = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return values.length < 2 ? Double.NaN : Math.sqrt(sum / (values.length - 1));
  }

  private double[] defined(Metric metric) {
    return folds.stream()
        .mapToDouble(fold -> fold.value(metric))
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /**
   * Returns the scores of all articles, each by the model that did not learn from it: what
   * thresholds are tuned on without a set of articles put aside, as by {@code
   * ThresholdTuning.of(result.outOfFold(), seed)}.
   *
   * @return in the order of the data set
   */
  public ScoredArticles outOfFold() {
    return outOfFold;
  }

  /**
   * Returns a classifier that gives each article of the data set its score by the model that did
   * not learn from it, as {@link io.github.meshclassifier.baseline.CrossFitted} does for baselines:
   * a teacher of a student that learns from the same articles.
   *
   * @return a classifier that refuses all other articles with an {@link IllegalArgumentException}
   */
  public ArticleScorer scorer() {
    return new OutOfFold();
  }

  private final class OutOfFold implements ArticleScorer {
    @Override
    public LabelScheme scheme() {
      return scheme;
    }

    @Override
    public float[][] score(List<Article> articles) {
      return articles.stream().map(article -> row(article).clone()).toArray(float[][]::new);
    }

    /** The same for the same cross-validation, as it is a setting of runs that it teaches. */
    @Override
    public String toString() {
      return CrossValidation.this.toString();
    }
  }

  /**
   * Returns every metric as GitHub's Markdown: its mean and standard deviation, and its value in
   * each fold.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toMarkdown() {
    List<String> titles = new ArrayList<>(List.of("Metric", "Mean", "Standard deviation"));
    folds.forEach(fold -> titles.add("Fold " + fold.number()));
    StringBuilder text = new StringBuilder(MarkdownText.head(1, titles.toArray(String[]::new)));
    for (Metric metric : Metric.values()) {
      List<String> cells = new ArrayList<>(List.of(metric.title()));
      cells.add(figure(mean(metric)));
      cells.add(figure(standardDeviation(metric)));
      folds.forEach(fold -> cells.add(figure(fold.value(metric))));
      text.append(MarkdownText.row(cells));
    }
    return text.toString();
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "–" : MarkdownText.figure(value);
  }

  /** Returns, on one line, how many folds there are and their micro-F1 and macro-F1. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "cross-validation of %d folds: micro-F1 %.3f (standard deviation %.3f), macro-F1 %.3f"
            + " (standard deviation %.3f)",
        folds.size(),
        mean(Metric.MICRO_F1),
        standardDeviation(Metric.MICRO_F1),
        mean(Metric.MACRO_F1),
        standardDeviation(Metric.MACRO_F1));
  }
}
