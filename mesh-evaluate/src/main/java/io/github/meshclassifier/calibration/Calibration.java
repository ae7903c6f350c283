package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Turns a model's logits into probabilities: for each label a slope {@code a} and an intercept
 * {@code b}, with the probability {@code 1 / (1 + exp(-(a x + b)))} of the logit {@code x}.
 *
 * <p>The identity has slope 1 and intercept 0. A temperature {@code T} is the slope {@code 1 / T}
 * without intercept: C. Guo et al., On Calibration of Modern Neural Networks, 2017,
 * arXiv:1706.04599. Both numbers are Platt scaling: J. Platt, Probabilistic Outputs for Support
 * Vector Machines, 1999. Slopes are positive, so the order of the articles by a label's score, and
 * with it every metric of the ranking, stays as it is.
 *
 * <p>Immutable and thread-safe.
 */
public final class Calibration {
  private static final int FOLDS = 5;

  private final double[] slopes;
  private final double[] intercepts;
  private final boolean identity;

  private Calibration(double[] slopes, double[] intercepts) {
    this.slopes = slopes;
    this.intercepts = intercepts;
    this.identity =
        Arrays.stream(slopes).allMatch(a -> a == 1)
            && Arrays.stream(intercepts).allMatch(b -> b == 0);
  }

  /** What is fitted for each label. */
  public enum Method {
    /** Nothing: the sigmoid of the logit. */
    IDENTITY,
    /** The slope alone. */
    TEMPERATURE,
    /** Slope and intercept. */
    PLATT
  }

  /**
   * Returns the calibration that changes nothing.
   *
   * @param labelCount the number of labels, at least 1
   * @return slope 1 and intercept 0 for each
   * @throws IllegalArgumentException if there is no label
   */
  public static Calibration identity(int labelCount) {
    return of(Collections.nCopies(labelCount, 1.0), Collections.nCopies(labelCount, 0.0));
  }

  /**
   * Makes a calibration of known numbers.
   *
   * @param slopes for each label in order its slope, finite and above 0; copied
   * @param intercepts for each label in order its intercept, finite; copied
   * @return the calibration
   * @throws IllegalArgumentException if there is no label, the lists have different lengths, or a
   *     number is out of range; the message names the label's index
   */
  public static Calibration of(List<Double> slopes, List<Double> intercepts) {
    List<Double> a = List.copyOf(slopes);
    List<Double> b = List.copyOf(intercepts);
    if (a.isEmpty() || a.size() != b.size()) {
      throw new IllegalArgumentException(
          "a calibration needs a slope and an intercept for each label, found "
              + a.size()
              + " slopes and "
              + b.size()
              + " intercepts");
    }
    for (int label = 0; label < a.size(); label++) {
      if (!(a.get(label) > 0 && a.get(label) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "slope of label index " + label + " must be finite and above 0, was " + a.get(label));
      }
      if (!Double.isFinite(b.get(label))) {
        throw new IllegalArgumentException(
            "intercept of label index " + label + " must be finite, was " + b.get(label));
      }
    }
    return new Calibration(
        a.stream().mapToDouble(x -> x).toArray(), b.stream().mapToDouble(x -> x + 0.0).toArray());
  }

  /**
   * Fits a calibration to articles whose labels are known and that training did not see.
   *
   * <p>Each label is fitted by itself: the log loss with Platt's targets, {@code (P + 1) / (P + 2)}
   * for the P articles that have the label and {@code 1 / (N + 2)} for the N that do not, plus
   * {@code 2 (a - 1)² + b² / 2}, which keeps a rare label near the identity and has hardly any
   * effect on a frequent one. This function is convex; Newton's method finds the minimum over
   * slopes of 0.05 or more. Ignored cells do not count. A score of exactly 0 or 1 counts as the
   * nearest number between them.
   *
   * @param uncalibrated expected labels, and the sigmoid of the model's logits as scores
   * @param method what to fit
   * @return the calibration, for the logits of that model
   */
  public static Calibration fit(ScoredArticles uncalibrated, Method method) {
    return fit(uncalibrated, Folds.all(uncalibrated.size()), method);
  }

  private static Calibration fit(ScoredArticles uncalibrated, int[] articles, Method method) {
    int labelCount = uncalibrated.labels().size();
    double[] slopes = new double[labelCount];
    double[] intercepts = new double[labelCount];
    for (int label = 0; label < labelCount; label++) {
      LogisticFit fit = LogisticFit.of(uncalibrated, articles, label, method);
      slopes[label] = fit.slope();
      intercepts[label] = fit.intercept();
    }
    return new Calibration(slopes, intercepts);
  }

  /**
   * Chooses the method by the log loss in cross-validation and fits it.
   *
   * @param uncalibrated expected labels, and the sigmoid of the model's logits as scores
   * @param seed what divides the articles into folds; the same seed gives the same calibration
   * @return the calibration fitted on all articles with the method of the lowest cross-validated
   *     log loss; the identity if none is better or there are fewer than {@value
   *     ThresholdTuning#MIN_ARTICLES} articles
   */
  public static Calibration crossValidated(ScoredArticles uncalibrated, long seed) {
    return crossValidated(uncalibrated, seed, (method, fitted) -> true);
  }

  /**
   * Chooses the method by the log loss in cross-validation, among those that do not make the
   * decisions at 0.5 worse, and fits it.
   *
   * <p>Probabilities can get better while decisions get worse: where a model gives a label too high
   * probabilities, fewer articles keep it after calibration, which costs recall and perhaps F1. A
   * method is therefore taken only if the metric stays exactly as it is in tenfold
   * cross-validation, as it does with a temperature and any metric of decisions at 0.5, or if it
   * surely gets better (one-sided, at the level of 5 %, by the jackknife over the tenths). Nor may
   * it be worse on the articles themselves. No calibration changes the order of the articles by a
   * label's score, so none changes {@link Metric#MACRO_AUROC} and {@link
   * Metric#MACRO_AVERAGE_PRECISION}.
   *
   * @param uncalibrated expected labels, and the sigmoid of the model's logits as scores
   * @param metric what must not get worse
   * @param seed what divides the articles into folds; the same seed gives the same calibration
   * @return the calibration fitted on all articles with the method of the lowest cross-validated
   *     log loss among those; the identity if none is better or there are fewer than {@value
   *     ThresholdTuning#MIN_ARTICLES} articles
   */
  public static Calibration crossValidated(ScoredArticles uncalibrated, Metric metric, long seed) {
    MetricGuard guard = new MetricGuard(uncalibrated, metric, seed);
    return crossValidated(
        uncalibrated,
        seed,
        (method, fitted) ->
            guard.allows(fitted, (articles) -> fit(uncalibrated, articles, method)));
  }

  /** Says whether the calibration that a method fits to all articles may be used. */
  @FunctionalInterface
  private interface Condition {
    boolean holds(Method method, Calibration fitted);
  }

  private static Calibration crossValidated(
      ScoredArticles uncalibrated, long seed, Condition condition) {
    Calibration best = fit(uncalibrated, Method.IDENTITY);
    if (uncalibrated.size() < ThresholdTuning.MIN_ARTICLES) {
      return best;
    }
    Folds folds = new Folds(Folds.all(uncalibrated.size()), FOLDS, new Random(seed));
    double least = Double.POSITIVE_INFINITY;
    for (Method method : Method.values()) {
      double loss = 0;
      for (int fold = 0; fold < folds.count(); fold++) {
        Calibration fitted = fit(uncalibrated, folds.rest(fold), method);
        loss += fitted.logLoss(uncalibrated, folds.heldOut(fold));
      }
      if (loss < least) {
        Calibration fitted = fit(uncalibrated, method);
        if (method == Method.IDENTITY || condition.holds(method, fitted)) {
          least = loss;
          best = fitted;
        }
      }
    }
    return best;
  }

  /** The sum over the cells of some articles. */
  private double logLoss(ScoredArticles uncalibrated, int[] articles) {
    double sum = 0;
    for (int article : articles) {
      for (int label = 0; label < slopes.length; label++) {
        if (!uncalibrated.isIgnored(article, label)) {
          double logit =
              slopes[label] * logit(uncalibrated.score(article, label)) + intercepts[label];
          sum += LogisticFit.logLoss(logit, uncalibrated.isExpected(article, label) ? 1 : 0);
        }
      }
    }
    return sum;
  }

  /** Returns the logit of a score; of the nearest number between 0 and 1 if it is one of these. */
  static double logit(float score) {
    double inside = Math.max(Float.MIN_VALUE, Math.min(Math.nextDown(1f), score));
    return StrictMath.log(inside) - StrictMath.log1p(-inside);
  }

  /**
   * Returns whether this changes nothing.
   *
   * @return true if every slope is 1 and every intercept 0
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
    return slopes.length;
  }

  /**
   * Returns the slopes.
   *
   * @return one above 0 for each label in order, unmodifiable
   */
  public List<Double> slopes() {
    return list(slopes);
  }

  /**
   * Returns the intercepts.
   *
   * @return one for each label in order, unmodifiable
   */
  public List<Double> intercepts() {
    return list(intercepts);
  }

  private static List<Double> list(double[] values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return Collections.unmodifiableList(list);
  }

  /**
   * Turns one article's logits into calibrated probabilities.
   *
   * @param logits one for each label in order
   * @return a new array of numbers in [0, 1]; NaN where the logit is
   * @throws IllegalArgumentException if there are more or fewer logits than labels
   */
  public float[] probabilities(float[] logits) {
    if (logits.length != slopes.length) {
      throw new IllegalArgumentException(
          "expected one logit for each of " + slopes.length + " labels, found " + logits.length);
    }
    float[] probabilities = new float[logits.length];
    for (int label = 0; label < logits.length; label++) {
      probabilities[label] = probability(label, logits[label]);
    }
    return probabilities;
  }

  private float probability(int label, double logit) {
    return (float) (1 / (1 + Math.exp(-(slopes[label] * logit + intercepts[label]))));
  }

  /**
   * Calibrates scores: the logit of each is recovered from it. A score near 1 has lost digits to
   * float, so that what {@link #probabilities} makes of its logit may differ a little.
   *
   * @param uncalibrated the sigmoid of the model's logits as scores
   * @return the same articles with calibrated scores
   * @throws IllegalArgumentException if there are more or fewer labels than this is for
   */
  public ScoredArticles apply(ScoredArticles uncalibrated) {
    int labelCount = uncalibrated.labels().size();
    if (labelCount != slopes.length) {
      throw new IllegalArgumentException(
          "expected articles with scores of " + slopes.length + " labels, found " + labelCount);
    }
    if (identity) {
      return uncalibrated;
    }
    ScoredArticles.Builder calibrated = ScoredArticles.builder(uncalibrated.labels());
    for (int article = 0; article < uncalibrated.size(); article++) {
      addTo(calibrated, uncalibrated, article);
    }
    return calibrated.build();
  }

  /** Adds an article with calibrated scores. */
  void addTo(ScoredArticles.Builder calibrated, ScoredArticles uncalibrated, int article) {
    boolean[] expected = new boolean[slopes.length];
    boolean[] ignored = new boolean[slopes.length];
    float[] scores = new float[slopes.length];
    for (int label = 0; label < slopes.length; label++) {
      expected[label] = uncalibrated.isExpected(article, label);
      ignored[label] = uncalibrated.isIgnored(article, label);
      float score = uncalibrated.score(article, label);
      scores[label] = identity ? score : probability(label, logit(score));
    }
    calibrated.add(expected, scores, ignored);
  }

  /**
   * Returns both calibrations as one: this one, and then another that was fitted to its
   * probabilities.
   *
   * @param next what calibrates the probabilities of this one
   * @return the calibration for the logits that this one is for
   * @throws IllegalArgumentException if they are for different numbers of labels
   */
  public Calibration andThen(Calibration next) {
    if (next.slopes.length != slopes.length) {
      throw new IllegalArgumentException(
          "expected a calibration of "
              + slopes.length
              + " labels, found one of "
              + next.slopes.length);
    }
    double[] a = new double[slopes.length];
    double[] b = new double[slopes.length];
    for (int label = 0; label < a.length; label++) {
      a[label] = next.slopes[label] * slopes[label];
      b[label] = next.slopes[label] * intercepts[label] + next.intercepts[label];
    }
    return new Calibration(a, b);
  }

  /** Compares all slopes and intercepts. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Calibration that
        && Arrays.equals(slopes, that.slopes)
        && Arrays.equals(intercepts, that.intercepts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(slopes) + Arrays.hashCode(intercepts);
  }

  /** Lists slopes and intercepts. */
  @Override
  public String toString() {
    return identity
        ? "Calibration[identity, " + slopes.length + " labels]"
        : "Calibration[slopes "
            + Arrays.toString(slopes)
            + ", intercepts "
            + Arrays.toString(intercepts)
            + "]";
  }
}
