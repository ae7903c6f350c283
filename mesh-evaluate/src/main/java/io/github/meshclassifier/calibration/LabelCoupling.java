package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Lets the labels of an article know of each other: each label's new logit is a weighted sum of the
 * logits of all labels, and an intercept. A model that was trained on articles of one kind, and
 * validated on those of another, learns of the second kind which labels go together and how
 * frequent each is.
 *
 * <p>The identity has weight 1 for a label's own logit, 0 for the others, and intercept 0. It is
 * what C. Guo et al. (On Calibration of Modern Neural Networks, 2017, arXiv:1706.04599) call matrix
 * scaling, for independent labels; a penalty on the weights of other labels is what makes it
 * generalize (M. Kull et al., Beyond temperature scaling, 2019, arXiv:1910.12656). Unlike a {@link
 * Calibration} it can change the order of the articles by a label's score.
 *
 * <p>Immutable and thread-safe.
 */
public final class LabelCoupling {
  /**
   * The most that the number of articles times the cube of the number of labels may be for {@link
   * #crossValidated} to couple labels: 36,000 articles of 14 labels, 800 of 50. It is what the time
   * grows with, about ten seconds at this limit.
   */
  public static final long MAX_WORK = 100_000_000;

  /** What a weight of another label may cost, from little to so much that none is left. */
  private static final double[] PENALTIES = {3, 10, 30, 100, 300, 1000};

  private static final int FOLDS = 5;

  private final double[][] weights;
  private final double[] intercepts;
  private final boolean identity;

  LabelCoupling(double[][] weights, double[] intercepts) {
    this.weights = weights;
    this.intercepts = intercepts;
    boolean same = true;
    for (int label = 0; label < intercepts.length; label++) {
      same &= intercepts[label] == 0;
      for (int other = 0; other < intercepts.length; other++) {
        same &= weights[label][other] == (label == other ? 1 : 0);
      }
    }
    this.identity = same;
  }

  /**
   * A coupling, and what it does to articles that it was not fitted to.
   *
   * @param coupling fitted to all articles; the identity if that is not surely better
   * @param heldOut the articles with coupled scores, each by a coupling that was fitted without it;
   *     what further choices are made on, such as thresholds. The articles as they were if the
   *     coupling is the identity
   */
  public record CrossValidated(LabelCoupling coupling, ScoredArticles heldOut) {}

  /**
   * Returns the coupling that changes nothing.
   *
   * @param labelCount the number of labels, at least 1
   * @return weight 1 for a label's own logit, 0 for all others
   * @throws IllegalArgumentException if there is no label
   */
  public static LabelCoupling identity(int labelCount) {
    if (labelCount < 1) {
      throw new IllegalArgumentException("labelCount must be at least 1, was " + labelCount);
    }
    double[][] weights = new double[labelCount][labelCount];
    for (int label = 0; label < labelCount; label++) {
      weights[label][label] = 1;
    }
    return new LabelCoupling(weights, new double[labelCount]);
  }

  /**
   * Makes a coupling of known numbers.
   *
   * @param weights for each label in order the weights of the logits of all labels in order, finite
   * @param intercepts for each label in order its intercept, finite
   * @return the coupling
   * @throws IllegalArgumentException if there is no label, a row has not one weight for each label,
   *     or a number is not finite; the message names the label's index
   */
  public static LabelCoupling of(List<List<Double>> weights, List<Double> intercepts) {
    int labelCount = intercepts.size();
    if (labelCount == 0 || weights.size() != labelCount) {
      throw new IllegalArgumentException(
          "a coupling needs a row of weights and an intercept for each label, found "
              + weights.size()
              + " rows and "
              + labelCount
              + " intercepts");
    }
    double[][] rows = new double[labelCount][];
    for (int label = 0; label < labelCount; label++) {
      rows[label] = weights.get(label).stream().mapToDouble(w -> w).toArray();
      if (rows[label].length != labelCount) {
        throw new IllegalArgumentException(
            "label index "
                + label
                + " must have one weight for each of "
                + labelCount
                + " labels, has "
                + rows[label].length);
      }
      if (!Arrays.stream(rows[label]).allMatch(Double::isFinite)
          || !Double.isFinite(intercepts.get(label))) {
        throw new IllegalArgumentException(
            "weights and intercept of label index " + label + " must be finite");
      }
    }
    return new LabelCoupling(rows, intercepts.stream().mapToDouble(b -> b).toArray());
  }

  /**
   * Fits a coupling to articles whose labels are known and that training did not see.
   *
   * <p>Each label is fitted by itself: the log loss with Platt's targets, as {@link
   * Calibration#fit} has it, plus {@code 2 (w - 1)² + b² / 2} for the weight of its own logit and
   * the intercept, and {@code penalty / 2} times the square of each weight of another label. The
   * function is convex, and Newton's method finds its minimum. Ignored cells of the label do not
   * count.
   *
   * @param uncoupled expected labels, and the sigmoid of the model's logits as scores
   * @param penalty how much a weight of another label costs, above 0
   * @return the coupling, for the logits of that model
   * @throws IllegalArgumentException if the penalty is not above 0
   */
  public static LabelCoupling fit(ScoredArticles uncoupled, double penalty) {
    if (!(penalty > 0)) {
      throw new IllegalArgumentException("penalty must be above 0, was " + penalty);
    }
    return new CouplingFit(uncoupled).of(Folds.all(uncoupled.size()), penalty);
  }

  /**
   * Chooses the penalty in cross-validation and fits, if that is surely better than a {@link
   * Calibration}.
   *
   * <p>The penalty is the one of the least log loss in fivefold cross-validation. The coupling is
   * taken if its log loss in tenfold cross-validation is surely below that of {@link
   * Calibration.Method#PLATT} (one-sided, at the level of 5 %, by the jackknife over the tenths),
   * and a metric of the decisions at 0.5 is there not worse than before.
   *
   * @param uncoupled expected labels, and the sigmoid of the model's logits as scores
   * @param metric what must not get worse
   * @param seed what divides the articles into folds; the same seed gives the same coupling
   * @return the coupling; the identity if it is not surely better, or if there are fewer than
   *     {@value ThresholdTuning#MIN_ARTICLES} articles, one label, or more work than {@link
   *     #MAX_WORK}
   */
  public static CrossValidated crossValidated(ScoredArticles uncoupled, Metric metric, long seed) {
    int labelCount = uncoupled.labels().size();
    CrossValidated none = new CrossValidated(identity(labelCount), uncoupled);
    if (uncoupled.size() < ThresholdTuning.MIN_ARTICLES
        || labelCount < 2
        || (double) uncoupled.size() * labelCount * labelCount * labelCount > MAX_WORK) {
      return none;
    }
    CouplingFit fit = new CouplingFit(uncoupled);
    double penalty = penaltyOfLeastLoss(fit, uncoupled.size(), seed);
    Folds folds = new Folds(Folds.all(uncoupled.size()), SureGain.FOLDS, new Random(seed));
    LabelCoupling[] ofArticle = new LabelCoupling[uncoupled.size()];
    double[] gains = new double[folds.count()];
    for (int fold = 0; fold < folds.count(); fold++) {
      LabelCoupling coupled = fit.of(folds.rest(fold), penalty);
      LabelCoupling platt = fit.of(folds.rest(fold), Double.POSITIVE_INFINITY);
      gains[fold] =
          fit.logLoss(platt, folds.heldOut(fold)) - fit.logLoss(coupled, folds.heldOut(fold));
      for (int article : folds.heldOut(fold)) {
        ofArticle[article] = coupled;
      }
    }
    ScoredArticles heldOut = apply(uncoupled, ofArticle);
    double gain = Arrays.stream(gains).sum();
    double[] gainsWithout = Arrays.stream(gains).map(part -> gain - part).toArray();
    double change =
        metric.of(heldOut, Thresholds.DEFAULT) - metric.of(uncoupled, Thresholds.DEFAULT);
    boolean notWorse = metric.higherIsBetter() ? change >= 0 : change <= 0;
    return gain > SureGain.least(gainsWithout) && notWorse
        ? new CrossValidated(fit.of(Folds.all(uncoupled.size()), penalty), heldOut)
        : none;
  }

  private static double penaltyOfLeastLoss(CouplingFit fit, int articles, long seed) {
    Folds folds = new Folds(Folds.all(articles), FOLDS, new Random(seed));
    double best = PENALTIES[0];
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double loss = 0;
      for (int fold = 0; fold < folds.count(); fold++) {
        loss += fit.logLoss(fit.of(folds.rest(fold), penalty), folds.heldOut(fold));
      }
      if (loss < least) {
        least = loss;
        best = penalty;
      }
    }
    return best;
  }

  /**
   * Returns whether this changes nothing.
   *
   * @return true if the weight of every label's own logit is 1, and all else is 0
   */
  public boolean isIdentity() {
    return identity;
  }

  /**
   * Returns the number of labels.
   *
   * @return 1 or more
   */
  public int labelCount() {
    return intercepts.length;
  }

  /**
   * Returns how much the logit of one label counts for another.
   *
   * @param label the index of the label whose new logit it is
   * @param other the index of the label whose logit is weighted
   * @return the weight, finite
   * @throws IndexOutOfBoundsException if there is no such label
   */
  public double weight(int label, int other) {
    return weights[label][other];
  }

  /**
   * Returns what is added to a label's weighted sum.
   *
   * @param label the index of the label
   * @return the intercept, finite
   * @throws IndexOutOfBoundsException if there is no such label
   */
  public double intercept(int label) {
    return intercepts[label];
  }

  /** Returns the weights of a label, and its intercept behind them. */
  double[] row(int label) {
    double[] row = Arrays.copyOf(weights[label], intercepts.length + 1);
    row[intercepts.length] = intercepts[label];
    return row;
  }

  /**
   * Couples the logits of an article.
   *
   * @param logits one for each label in order
   * @return a new array of as many logits
   * @throws IllegalArgumentException if there are more or fewer logits than labels
   */
  public float[] logits(float[] logits) {
    if (logits.length != intercepts.length) {
      throw new IllegalArgumentException(
          "expected one logit for each of "
              + intercepts.length
              + " labels, found "
              + logits.length);
    }
    float[] coupled = new float[logits.length];
    for (int label = 0; label < coupled.length; label++) {
      double sum = intercepts[label];
      for (int other = 0; other < logits.length; other++) {
        sum += weights[label][other] * logits[other];
      }
      coupled[label] = (float) sum;
    }
    return coupled;
  }

  /**
   * Couples scores: the logit of each is recovered from it.
   *
   * @param uncoupled the sigmoid of the model's logits as scores
   * @return the same articles with coupled scores
   * @throws IllegalArgumentException if there are more or fewer labels than this is for
   */
  public ScoredArticles apply(ScoredArticles uncoupled) {
    int labelCount = uncoupled.labels().size();
    if (labelCount != intercepts.length) {
      throw new IllegalArgumentException(
          "expected articles with scores of " + intercepts.length + " labels, found " + labelCount);
    }
    if (identity) {
      return uncoupled;
    }
    LabelCoupling[] ofArticle = new LabelCoupling[uncoupled.size()];
    Arrays.fill(ofArticle, this);
    return apply(uncoupled, ofArticle);
  }

  private static ScoredArticles apply(ScoredArticles uncoupled, LabelCoupling[] ofArticle) {
    int labelCount = uncoupled.labels().size();
    ScoredArticles.Builder coupled = ScoredArticles.builder(uncoupled.labels());
    for (int article = 0; article < uncoupled.size(); article++) {
      boolean[] expected = new boolean[labelCount];
      boolean[] ignored = new boolean[labelCount];
      float[] logits = new float[labelCount];
      for (int label = 0; label < labelCount; label++) {
        expected[label] = uncoupled.isExpected(article, label);
        ignored[label] = uncoupled.isIgnored(article, label);
        logits[label] = (float) Calibration.logit(uncoupled.score(article, label));
      }
      float[] scores = ofArticle[article].logits(logits);
      for (int label = 0; label < labelCount; label++) {
        scores[label] = (float) (1 / (1 + Math.exp(-scores[label])));
      }
      coupled.add(expected, scores, ignored);
    }
    return coupled.build();
  }

  /** Compares all weights and intercepts. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelCoupling that
        && Arrays.deepEquals(weights, that.weights)
        && Arrays.equals(intercepts, that.intercepts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(weights) + Arrays.hashCode(intercepts);
  }

  /** Lists the weights, label by label, and the intercepts. */
  @Override
  public String toString() {
    return identity
        ? "LabelCoupling[identity, " + intercepts.length + " labels]"
        : "LabelCoupling[weights "
            + Arrays.deepToString(weights)
            + ", intercepts "
            + Arrays.toString(intercepts)
            + "]";
  }
}
