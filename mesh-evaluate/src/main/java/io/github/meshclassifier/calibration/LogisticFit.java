package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.Arrays;

/** Slope and intercept of one label's logits. */
record LogisticFit(double slope, double intercept) {
  static final double LEAST_SLOPE = 0.05;

  /** How much a slope far from 1 costs: as a normal prior with a standard deviation of 1/2. */
  static final double SLOPE_PENALTY = 4;

  /** How much an intercept far from 0 costs: as a normal prior with a standard deviation of 1. */
  static final double INTERCEPT_PENALTY = 1;

  private static final int MOST_STEPS = 100;
  private static final double LEAST_PART = 1e-3;

  /** Twice the loss that is left to gain, at which one more step ends the search. */
  private static final double CLOSE = 1e-9;

  /** Logits with the targets they should become, and the loss of a line through them. */
  private static final class Loss {
    private final double[] logits;
    private final double[] targets;

    Loss(ScoredArticles scored, int[] articles, int label) {
      double[] found = new double[articles.length];
      boolean[] expected = new boolean[articles.length];
      int count = 0;
      int positives = 0;
      for (int article : articles) {
        if (!scored.isIgnored(article, label)) {
          found[count] = Calibration.logit(scored.score(article, label));
          expected[count] = scored.isExpected(article, label);
          positives += expected[count] ? 1 : 0;
          count++;
        }
      }
      logits = Arrays.copyOf(found, count);
      targets = new double[count];
      for (int i = 0; i < count; i++) {
        targets[i] =
            expected[i] ? (positives + 1.0) / (positives + 2.0) : 1 / (count - positives + 2.0);
      }
    }

    double at(double slope, double intercept) {
      double sum =
          SLOPE_PENALTY / 2 * (slope - 1) * (slope - 1)
              + INTERCEPT_PENALTY / 2 * intercept * intercept;
      for (int i = 0; i < logits.length; i++) {
        sum += logLoss(slope * logits[i] + intercept, targets[i]);
      }
      return sum;
    }
  }

  static LogisticFit of(
      ScoredArticles scored, int[] articles, int label, Calibration.Method method) {
    if (method == Calibration.Method.IDENTITY) {
      return new LogisticFit(1, 0);
    }
    Loss loss = new Loss(scored, articles, label);
    boolean intercept = method == Calibration.Method.PLATT;
    LogisticFit fit = minimum(loss, new LogisticFit(1, 0), true, intercept);
    if (fit.slope >= LEAST_SLOPE) {
      return fit;
    }
    // The loss is convex, so its minimum over the slopes allowed is at their end.
    return minimum(loss, new LogisticFit(LEAST_SLOPE, 0), false, intercept);
  }

  /** Newton's method with halved steps, over slope, intercept or both. */
  private static LogisticFit minimum(
      Loss loss, LogisticFit start, boolean moveSlope, boolean moveIntercept) {
    double a = start.slope;
    double b = start.intercept;
    double value = loss.at(a, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double gradientA = SLOPE_PENALTY * (a - 1);
      double gradientB = INTERCEPT_PENALTY * b;
      double curveA = SLOPE_PENALTY;
      double curveB = INTERCEPT_PENALTY;
      double curveAb = 0;
      for (int i = 0; i < loss.logits.length; i++) {
        double x = loss.logits[i];
        double p = 1 / (1 + StrictMath.exp(-(a * x + b)));
        double weight = p * (1 - p);
        gradientA += (p - loss.targets[i]) * x;
        gradientB += p - loss.targets[i];
        curveA += weight * x * x;
        curveB += weight;
        curveAb += weight * x;
      }
      double determinant = curveA * curveB - curveAb * curveAb;
      double moveA;
      double moveB;
      if (moveSlope && moveIntercept) {
        moveA = (curveB * gradientA - curveAb * gradientB) / determinant;
        moveB = (curveA * gradientB - curveAb * gradientA) / determinant;
      } else {
        moveA = moveSlope ? gradientA / curveA : 0;
        moveB = moveIntercept ? gradientB / curveB : 0;
      }
      if (gradientA * moveA + gradientB * moveB < CLOSE) {
        // So near to the minimum, each step squares the remaining distance.
        return new LogisticFit(a - moveA, b - moveB);
      }
      double part = 1;
      double next = loss.at(a - moveA, b - moveB);
      while (next > value && part > LEAST_PART) {
        part /= 2;
        next = loss.at(a - part * moveA, b - part * moveB);
      }
      a -= part * moveA;
      b -= part * moveB;
      value = next;
    }
    return new LogisticFit(a, b);
  }

  /** Returns {@code -t log p - (1 - t) log(1 - p)}, where p is the sigmoid of a logit. */
  static double logLoss(double logit, double target) {
    return Math.max(logit, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(logit))) - target * logit;
  }
}
