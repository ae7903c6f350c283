package io.github.meshclassifier.metrics;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of comparing the expected labels of a set of articles with scores at thresholds.
 *
 * <p>For a complete set use {@link #of}; to evaluate batch by batch, without keeping scores:
 *
 * <pre>{@code
 * Evaluation.Builder builder = Evaluation.builder(List.of("A", "B"), Thresholds.DEFAULT);
 * builder.add(new boolean[] {true, false}, new float[] {0.9f, 0.2f});
 * Evaluation evaluation = builder.build();
 * double f1 = evaluation.micro().f1();
 * }</pre>
 *
 * <p>With TP, FP and FN the true positives, false positives and false negatives of a set of
 * decisions, precision is TP / (TP + FP), recall TP / (TP + FN) and F1 2 TP / (2 TP + FP + FN).
 * <strong>A ratio whose denominator is 0 is 0</strong> everywhere, as with {@code zero_division=0}
 * in scikit-learn: a label that is never predicted has precision 0, one that is never expected has
 * recall 0, an article that neither has nor is given a label scores 0 in the averages over articles
 * (though it counts as right in {@link #subsetAccuracy}), and all of them stay in the averages. The
 * averages are those of <a
 * href="https://scikit-learn.org/stable/modules/model_evaluation.html">scikit-learn</a> and equal
 * its numbers but for rounding. The order of the articles has no influence on any figure.
 *
 * <p>Immutable and thread-safe.
 */
public final class Evaluation {

  private final List<String> labels;
  private final Thresholds thresholds;
  private final long articleCount;
  private final List<LabelEvaluation> perLabel;
  private final long support;
  private final PrecisionRecallF1 micro;
  private final PrecisionRecallF1 macro;
  private final PrecisionRecallF1 weighted;
  private final PrecisionRecallF1 samples;
  private final double subsetAccuracy;
  private final double hammingLoss;
  private final double samplesJaccard;

  private Evaluation(Thresholds thresholds, DecisionCounts counts) {
    this.labels = counts.labels();
    this.thresholds = thresholds;
    this.articleCount = counts.articleCount();
    this.perLabel = counts.perLabel();

    long truePositives = 0;
    long falsePositives = 0;
    long falseNegatives = 0;
    double decisions = 0;
    MetricsMean ofLabels = new MetricsMean();
    MetricsMean ofSupport = new MetricsMean();
    for (LabelEvaluation label : perLabel) {
      truePositives += label.truePositives();
      falsePositives += label.falsePositives();
      falseNegatives += label.falseNegatives();
      decisions += label.decisions();
      ofLabels.add(label.metrics(), 1);
      ofSupport.add(label.metrics(), label.support());
    }
    this.support = truePositives + falseNegatives;
    this.micro = PrecisionRecallF1.ofCounts(truePositives, falsePositives, falseNegatives);
    this.macro = ofLabels.get();
    this.weighted = ofSupport.get();
    double articles = articleCount;
    double wrong = falsePositives + falseNegatives;
    this.hammingLoss = Ratio.of(wrong, decisions);

    MetricsMean ofArticles = new MetricsMean();
    double jaccards = 0;
    double exact = 0;
    for (Map.Entry<ArticleCounts, Long> entry : counts.perArticle().entrySet()) {
      ArticleCounts article = entry.getKey();
      long times = entry.getValue();
      ofArticles.add(article.metrics(), times);
      jaccards += times * article.jaccard();
      exact += article.isExact() ? times : 0;
    }
    this.samples = ofArticles.get();
    this.samplesJaccard = Ratio.of(jaccards, articles);
    this.subsetAccuracy = Ratio.of(exact, articles);
  }

  /**
   * Evaluates a whole set at once.
   *
   * @param labels the ids of the labels, as in {@link #builder}
   * @param expected for each article, for each label in order, whether the article has it
   * @param scores for each article, for each label in order, its score in [0, 1]
   * @param thresholds the thresholds
   * @return the evaluation
   * @throws IllegalArgumentException if there is no article, the numbers of articles differ, or
   *     {@link #builder} or {@link Builder#add} refuses an argument
   */
  public static Evaluation of(
      List<String> labels, boolean[][] expected, float[][] scores, Thresholds thresholds) {
    Builder builder = builder(labels, thresholds);
    if (expected.length != scores.length) {
      throw new IllegalArgumentException(
          "expected labels and scores must be of the same articles, found "
              + expected.length
              + " rows of labels and "
              + scores.length
              + " rows of scores");
    }
    if (expected.length == 0) {
      throw new IllegalArgumentException(Builder.NO_ARTICLE);
    }
    for (int article = 0; article < expected.length; article++) {
      builder.add(expected[article], scores[article]);
    }
    return builder.build();
  }

  /**
   * Starts an evaluation that takes one article after the other.
   *
   * @param labels the ids of the labels in the order of the scores, at least one, distinct, none
   *     blank; copied
   * @param thresholds the thresholds, uniform or one for each label
   * @return a builder without articles
   * @throws IllegalArgumentException if there is no label, one is blank or given twice, or the
   *     thresholds do not fit the number of labels
   */
  public static Builder builder(List<String> labels, Thresholds thresholds) {
    return new Builder(List.copyOf(labels), thresholds);
  }

  /**
   * Returns the ids of the labels.
   *
   * @return an unmodifiable list in the order they were given in
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the thresholds that decided.
   *
   * @return the thresholds as given
   */
  public Thresholds thresholds() {
    return thresholds;
  }

  /**
   * Returns the number of articles evaluated.
   *
   * @return 1 or more
   */
  public long articleCount() {
    return articleCount;
  }

  /**
   * Returns the number of labels expected, summed over all articles.
   *
   * @return the sum of {@link LabelEvaluation#support()}, 0 or more
   */
  public long support() {
    return support;
  }

  /**
   * Returns the evaluation of each label.
   *
   * @return an unmodifiable list in the order of {@link #labels()}
   */
  public List<LabelEvaluation> perLabel() {
    return perLabel;
  }

  /**
   * Returns the evaluation of one label. Takes time linear in the number of labels.
   *
   * @param label the id of the label
   * @return its evaluation
   * @throws IllegalArgumentException if no label has that id
   */
  public LabelEvaluation forLabel(String label) {
    return perLabel.get(RowCheck.indexOf(label, labels, "this evaluation"));
  }

  /**
   * Returns the micro average: precision, recall and F1 of all decisions together.
   *
   * <p>With TP, FP and FN summed over the labels: TP / (TP + FP), TP / (TP + FN), 2 TP / (2 TP + FP
   * + FN). Each decision weighs the same, so frequent labels dominate. Source: M. Sokolova and G.
   * Lapalme, A systematic analysis of performance measures for classification tasks, Information
   * Processing and Management 45(4), 2009, table 3.
   *
   * @return values in [0, 1]
   */
  public PrecisionRecallF1 micro() {
    return micro;
  }

  /**
   * Returns the macro average: the plain mean over the labels.
   *
   * <p>(1 / L) sum of m(l) over the L labels, for each m of precision, recall and F1. Each label
   * weighs the same, also one that is never expected nor predicted and has 0. F1 is the mean of the
   * labels' F1 scores, not the harmonic mean of the averaged precision and recall: see J. Opitz and
   * S. Burst, Macro F1 and Macro F1, 2019, <a
   * href="https://arxiv.org/abs/1911.03347">arXiv:1911.03347</a>.
   *
   * @return values in [0, 1]
   */
  public PrecisionRecallF1 macro() {
    return macro;
  }

  /**
   * Returns the weighted average: the mean over the labels, each weighing as much as its support.
   *
   * <p>sum of s(l) m(l) / sum of s(l) over the labels, with s the support, for each m of precision,
   * recall and F1; 0 if no label is expected at all. Recall equals that of {@link #micro()}.
   * Source: the scikit-learn user guide, section Multiclass and multilabel classification.
   *
   * @return values in [0, 1]
   */
  public PrecisionRecallF1 weighted() {
    return weighted;
  }

  /**
   * Returns the samples average: the mean over the articles.
   *
   * <p>With Y the expected and P the predicted labels of an article: |Y and P| / |P|, |Y and P| /
   * |Y| and 2 |Y and P| / (|Y| + |P|), each averaged over all articles; 0 for an article whose
   * denominator is 0. Source: S. Godbole and S. Sarawagi, Discriminative methods for multi-labeled
   * classification, PAKDD 2004.
   *
   * @return values in [0, 1]
   */
  public PrecisionRecallF1 samples() {
    return samples;
  }

  /**
   * Returns the subset accuracy: the part of the articles whose predicted labels are exactly the
   * expected ones.
   *
   * <p>An article without expected and predicted label is right. Source: G. Tsoumakas, I. Katakis
   * and I. Vlahavas, Mining multi-label data, Data Mining and Knowledge Discovery Handbook, 2010.
   *
   * @return a value in [0, 1], higher is better
   */
  public double subsetAccuracy() {
    return subsetAccuracy;
  }

  /**
   * Returns the Hamming loss: the part of all decisions that are wrong.
   *
   * <p>(FP + FN) / (n L) for n articles and L labels; cells that {@link ScoredArticles} ignores are
   * no decisions, and n L is without them. Source: R. E. Schapire and Y. Singer, BoosTexter: a
   * boosting-based system for text categorization, Machine Learning 39, 2000.
   *
   * @return a value in [0, 1], lower is better
   */
  public double hammingLoss() {
    return hammingLoss;
  }

  /**
   * Returns the samples average of the Jaccard index.
   *
   * <p>With Y the expected and P the predicted labels of an article: |Y and P| / |Y or P|, averaged
   * over all articles; 0 for an article with neither. Source: S. Godbole and S. Sarawagi,
   * Discriminative methods for multi-labeled classification, PAKDD 2004 (there called accuracy).
   *
   * @return a value in [0, 1], higher is better
   */
  public double samplesJaccard() {
    return samplesJaccard;
  }

  /**
   * Returns the table per label and the four averages as plain text, character for character as
   * {@code classification_report(..., digits=2, zero_division=0)} of scikit-learn lays it out.
   *
   * <p>Numbers have two decimals, rounded half to even from their exact binary value, and a decimal
   * point whatever the locale.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toTable() {
    return EvaluationText.table(this);
  }

  /**
   * Returns the table per label, the four averages and the other figures in GitHub's Markdown.
   *
   * <p>Numbers have three decimals, rounded half to even, and a decimal point whatever the locale.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toMarkdown() {
    return EvaluationText.markdown(this);
  }

  /** Returns whether the other object is an evaluation with the same figures and thresholds. */
  @Override
  public boolean equals(@Nullable Object other) {
    // Micro, macro and weighted averages and the Hamming loss follow from the counts per label.
    return other instanceof Evaluation that
        && perLabel.equals(that.perLabel)
        && thresholds.equals(that.thresholds)
        && samples.equals(that.samples)
        && Double.compare(subsetAccuracy, that.subsetAccuracy) == 0
        && Double.compare(samplesJaccard, that.samplesJaccard) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(perLabel, thresholds, samples, subsetAccuracy, samplesJaccard);
  }

  /** Returns {@link #toTable()} followed by a line with the figures that have no row in it. */
  @Override
  public String toString() {
    return toTable() + '\n' + EvaluationText.summary(this);
  }

  /**
   * Counts the decisions on one article after the other, keeping neither labels nor scores.
   *
   * <p>Memory is of the order of the number of labels plus the number of distinct triples of labels
   * expected, predicted and both that occur in an article: some hundreds for 14 labels, however
   * many the articles.
   *
   * <p>Not thread-safe; one per thread.
   */
  public static final class Builder {

    private static final String NO_ARTICLE = "an evaluation needs at least one article, found none";

    private final Thresholds thresholds;
    private final DecisionCounts counts;

    private Builder(List<String> labels, Thresholds thresholds) {
      this.counts = new DecisionCounts(labels);
      thresholds.checkFits(labels.size());
      this.thresholds = thresholds;
    }

    /**
     * Adds an article. One that is refused leaves the builder as it was.
     *
     * @param expected for each label in order, whether the article has it
     * @param scores for each label in order, its score, a probability in [0, 1]; not kept
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than labels, or a score is
     *     NaN or outside [0, 1]; the message names the article, counted from 1, and the label
     */
    public Builder add(boolean[] expected, float[] scores) {
      counts.add(expected, scores, thresholds);
      return this;
    }

    /** As {@link #add(boolean[], float[])}, without a decision where a label is ignored. */
    void add(boolean[] expected, float[] scores, boolean[] ignored) {
      counts.add(expected, scores, ignored, thresholds);
    }

    /**
     * Evaluates what was added so far. The builder does not change and can take more articles.
     *
     * @return an evaluation of the articles added, independent of the builder
     * @throws IllegalStateException if no article was added
     */
    public Evaluation build() {
      if (counts.articleCount() == 0) {
        throw new IllegalStateException(NO_ARTICLE);
      }
      return new Evaluation(thresholds, counts);
    }

    /** Returns the number of labels and articles and the thresholds. */
    @Override
    public String toString() {
      return "Evaluation.Builder["
          + counts.labels().size()
          + " labels, "
          + counts.articleCount()
          + " articles, threshold "
          + thresholds
          + "]";
    }
  }
}
