package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of comparing the expected labels of a set of articles with the order of the scores,
 * without any threshold.
 *
 * <pre>{@code
 * RankingEvaluation ranking = RankingEvaluation.of(articles);
 * OptionalDouble macro = ranking.auroc().macro();
 * double lrap = ranking.labelRankingAveragePrecision();
 * }</pre>
 *
 * <p>A cell is one label of one article; it is positive if the article has the label. Ignored cells
 * are left out everywhere: a label is ranked over the articles, and an article over the labels, in
 * which it is not ignored. Equal scores are one step of a ranking. The figures equal those of <a
 * href="https://scikit-learn.org/stable/modules/model_evaluation.html">scikit-learn</a> but for
 * rounding wherever they are defined. Where one is not, it is empty and left out of averages, since
 * chance and not the classifier decides whether a rare label is in a sample; scikit-learn gives NaN
 * for an AUROC and 0 for an average precision then. The order of the articles has no influence on
 * any figure.
 *
 * <p>Immutable and thread-safe.
 */
public final class RankingEvaluation {
  private final List<String> labels;
  private final int articleCount;
  private final List<LabelRanking> perLabel;
  private final Averages auroc;
  private final Averages averagePrecision;
  private final double labelRankingAveragePrecision;
  private final double coverageError;
  private final double rankingLoss;

  private RankingEvaluation(ScoredArticles articles) {
    this.labels = articles.labels();
    this.articleCount = articles.size();
    this.perLabel = rankLabels(articles);

    RankedCells all = RankedCells.all(articles);
    all.sort();
    ArticleRankings rankings = ArticleRankings.of(articles);
    this.auroc = averages(LabelRanking::auroc, all.auroc(), rankings.auroc());
    this.averagePrecision =
        averages(
            LabelRanking::averagePrecision, all.averagePrecision(), rankings.averagePrecision());
    this.labelRankingAveragePrecision = mean(rankings.labelRankingAveragePrecision());
    this.coverageError = mean(rankings.coverage());
    this.rankingLoss = mean(rankings.rankingLoss());
  }

  /**
   * Evaluates a set. Takes time of the order of n L log(n L) and 8 bytes a cell besides the set.
   *
   * @param articles the expected labels and scores of n articles and L labels
   * @return the evaluation
   */
  public static RankingEvaluation of(ScoredArticles articles) {
    return new RankingEvaluation(articles);
  }

  private static List<LabelRanking> rankLabels(ScoredArticles articles) {
    List<LabelRanking> rankings = new ArrayList<>();
    RankedCells cells = new RankedCells(articles.size());
    for (int label = 0; label < articles.labels().size(); label++) {
      cells.clear();
      cells.addLabel(articles, label);
      cells.sort();
      rankings.add(
          new LabelRanking(
              articles.labels().get(label),
              cells.positives(),
              cells.negatives(),
              cells.auroc(),
              cells.averagePrecision()));
    }
    return List.copyOf(rankings);
  }

  private Averages averages(
      Function<LabelRanking, OptionalDouble> value, OptionalDouble micro, double[] ofArticles) {
    double sum = 0;
    int count = 0;
    double weightedSum = 0;
    long weights = 0;
    for (LabelRanking label : perLabel) {
      OptionalDouble defined = value.apply(label);
      if (defined.isPresent()) {
        sum += defined.getAsDouble();
        count++;
        weightedSum += label.positives() * defined.getAsDouble();
        weights += label.positives();
      }
    }
    return new Averages(
        optional(sum, count), micro, optional(weightedSum, weights), optionalMean(ofArticles));
  }

  private static OptionalDouble optional(double sum, long weights) {
    return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
  }

  private static OptionalDouble optionalMean(double[] values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return defined.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(mean(defined));
  }

  /** Adds in the order of size: rounding then does not depend on the order of the articles. */
  private static double mean(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }

  /**
   * Returns the ids of the labels.
   *
   * @return an unmodifiable list in the order of the scores
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the number of articles evaluated.
   *
   * @return 1 or more
   */
  public int articleCount() {
    return articleCount;
  }

  /**
   * Returns the ranking by each label.
   *
   * @return an unmodifiable list in the order of {@link #labels()}
   */
  public List<LabelRanking> perLabel() {
    return perLabel;
  }

  /**
   * Returns the ranking by one label. Takes time linear in the number of labels.
   *
   * @param label the id of the label
   * @return its ranking
   * @throws IllegalArgumentException if no label has that id
   */
  public LabelRanking forLabel(String label) {
    return perLabel.get(RowCheck.indexOf(label, labels, "this evaluation"));
  }

  /**
   * Returns the averages of the area under the receiver operating characteristic (AUROC).
   *
   * <p>With P positive and N negative cells: (1 / (P N)) times the number of pairs of a positive
   * and a negative cell in which the positive one has the higher score, a tie counting one half; it
   * is the chance that the classifier puts a random pair into the right order. Undefined without
   * positives or without negatives. Source: J. A. Hanley and B. J. McNeil, The meaning and use of
   * the area under a receiver operating characteristic (ROC) curve, Radiology 143(1), 1982.
   *
   * @return the averages as of {@code roc_auc_score}, higher is better
   */
  public Averages auroc() {
    return auroc;
  }

  /**
   * Returns the averages of the average precision, the area under the steps of the precision-recall
   * curve.
   *
   * <p>With precision P(k) and recall R(k) of the cells whose score is at least the k-th highest
   * distinct one: the sum over k of (R(k) - R(k - 1)) P(k), where R(0) = 0; nothing is
   * interpolated. Undefined without positives. Source: C. D. Manning, P. Raghavan and H. Schütze,
   * Introduction to Information Retrieval, 2008, section 8.4.
   *
   * @return the averages as of {@code average_precision_score}, higher is better
   */
  public Averages averagePrecision() {
    return averagePrecision;
  }

  /**
   * Returns the label ranking average precision (LRAP): how pure the labels at the top of an
   * article's ranking are.
   *
   * <p>With Y the expected labels of an article and r(j) the number of labels whose score is at
   * least that of label j: the mean over j in Y of the number of labels of Y among those r(j), over
   * r(j); then the mean over all articles. An article with none or all of the labels counts 1.
   * Source: G. Tsoumakas, I. Katakis and I. Vlahavas, Mining multi-label data, Data Mining and
   * Knowledge Discovery Handbook, 2010; as {@code label_ranking_average_precision_score}.
   *
   * @return a value in (0, 1], higher is better
   */
  public double labelRankingAveragePrecision() {
    return labelRankingAveragePrecision;
  }

  /**
   * Returns the coverage error: how many labels of its ranking one has to take, on average, to have
   * all labels of an article.
   *
   * <p>The largest r(j), as in {@link #labelRankingAveragePrecision}, over the expected labels j of
   * an article, 0 if it has none; averaged over all articles. The best value is the mean number of
   * labels. Source: as there; 1 more than in the paper, as {@code coverage_error}.
   *
   * @return a value from 0 to the number of labels, lower is better
   */
  public double coverageError() {
    return coverageError;
  }

  /**
   * Returns the ranking loss: the part of pairs of labels that are in the wrong order.
   *
   * <p>Of the pairs of an expected and another label of an article, the part in which the score of
   * the expected one is not higher, ties included, 0 if there is no pair; averaged over all
   * articles. Source: as {@link #labelRankingAveragePrecision}; as {@code label_ranking_loss}.
   *
   * @return a value in [0, 1], lower is better
   */
  public double rankingLoss() {
    return rankingLoss;
  }

  /** Returns whether the other object is an evaluation with the same figures. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RankingEvaluation that
        && articleCount == that.articleCount
        && perLabel.equals(that.perLabel)
        && auroc.equals(that.auroc)
        && averagePrecision.equals(that.averagePrecision)
        && Double.compare(labelRankingAveragePrecision, that.labelRankingAveragePrecision) == 0
        && Double.compare(coverageError, that.coverageError) == 0
        && Double.compare(rankingLoss, that.rankingLoss) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        articleCount,
        perLabel,
        auroc,
        averagePrecision,
        labelRankingAveragePrecision,
        coverageError,
        rankingLoss);
  }

  /** Names the numbers of articles and labels and the averages. */
  @Override
  public String toString() {
    return "RankingEvaluation["
        + articleCount
        + " articles, "
        + labels.size()
        + " labels, AUROC "
        + auroc
        + ", average precision "
        + averagePrecision
        + ", LRAP "
        + labelRankingAveragePrecision
        + ", coverage error "
        + coverageError
        + ", ranking loss "
        + rankingLoss
        + "]";
  }

  /**
   * A measure of rankings, averaged in four ways.
   *
   * <p>Immutable and thread-safe. Labels and articles for which the measure is undefined are left
   * out of the averages over labels and articles; an average is empty if none is left.
   *
   * @param macro the mean over the labels, in [0, 1]
   * @param micro the measure of all cells together, as if they were of one label, in [0, 1]
   * @param weighted the mean over the labels, each weighing as much as it has positives, in [0, 1]
   * @param samples the mean over the articles of the measure of the article's own scores, in [0, 1]
   */
  public record Averages(
      OptionalDouble macro, OptionalDouble micro, OptionalDouble weighted, OptionalDouble samples) {

    /**
     * Requires all to be non-null.
     *
     * @param macro the mean over the labels
     * @param micro the measure of all cells together
     * @param weighted the mean over the labels by their positives
     * @param samples the mean over the articles
     * @throws NullPointerException if one is null
     */
    public Averages {
      Objects.requireNonNull(macro, "macro");
      Objects.requireNonNull(micro, "micro");
      Objects.requireNonNull(weighted, "weighted");
      Objects.requireNonNull(samples, "samples");
    }
  }

  /**
   * How well the scores of one label rank the articles that have it above those that do not.
   *
   * <p>Immutable and thread-safe.
   *
   * @param label the id of the label, such as the root letter {@code "C"}
   * @param positives the articles that have the label, 0 or more
   * @param negatives the articles that do not have it, 0 or more; ignored cells are in neither
   *     number
   * @param auroc the area under the receiver operating characteristic, in [0, 1], 0.5 for chance;
   *     empty unless there are both positives and negatives
   * @param averagePrecision the average precision, in [0, 1], the prevalence of the label for equal
   *     scores; empty if there is no positive, and 1 if there is no negative
   */
  public record LabelRanking(
      String label,
      long positives,
      long negatives,
      OptionalDouble auroc,
      OptionalDouble averagePrecision) {

    /**
     * Requires counts that are not negative and values that are there exactly where they are
     * defined.
     *
     * @param label the id of the label
     * @param positives the articles that have the label, 0 or more
     * @param negatives the articles that do not have it, 0 or more
     * @param auroc the area under the receiver operating characteristic, if defined
     * @param averagePrecision the average precision, if defined
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a count is negative, a value is outside [0, 1], or it is
     *     empty where the counts define it or the other way round
     */
    public LabelRanking {
      Objects.requireNonNull(label, "label");
      if (positives < 0 || negatives < 0) {
        throw new IllegalArgumentException(
            "counts of label "
                + Printable.quote(label)
                + " must be 0 or more, were "
                + positives
                + " positives, "
                + negatives
                + " negatives");
      }
      check("AUROC", label, auroc, positives > 0 && negatives > 0);
      check("average precision", label, averagePrecision, positives > 0);
    }

    private static void check(String name, String label, OptionalDouble value, boolean defined) {
      boolean valid = value.isEmpty() || (value.getAsDouble() >= 0 && value.getAsDouble() <= 1);
      if (value.isPresent() != defined || !valid) {
        throw new IllegalArgumentException(
            name
                + " of label "
                + Printable.quote(label)
                + " must be "
                + (defined ? "in [0, 1]" : "empty where it is undefined")
                + ", was "
                + (value.isPresent() ? String.valueOf(value.getAsDouble()) : "empty"));
      }
    }
  }
}
