package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.Arrays;

/** Fits each label's logit to the logits of all labels, by penalized logistic regression. */
final class CouplingFit {
  private static final int MOST_STEPS = 50;
  private static final double LEAST_PART = 1e-3;

  /** Twice the loss that is left to gain, at which one more step ends the search. */
  private static final double CLOSE = 1e-9;

  private final ScoredArticles scored;
  private final int labelCount;

  /** For each article the logits of all labels, and a 1 for the intercept. */
  private final double[][] inputs;

  CouplingFit(ScoredArticles scored) {
    this.scored = scored;
    this.labelCount = scored.labels().size();
    this.inputs = new double[scored.size()][labelCount + 1];
    for (int article = 0; article < inputs.length; article++) {
      for (int label = 0; label < labelCount; label++) {
        inputs[article][label] = Calibration.logit(scored.score(article, label));
      }
      inputs[article][labelCount] = 1;
    }
  }

  /**
   * Fits a coupling to some of the articles.
   *
   * @param penalty of other labels' weights; infinite for none of them, which is Platt scaling
   */
  LabelCoupling of(int[] articles, double penalty) {
    double[][] weights = new double[labelCount][];
    double[] intercepts = new double[labelCount];
    for (int label = 0; label < labelCount; label++) {
      double[] fitted = minimum(new Loss(articles, label, penalty));
      weights[label] = Arrays.copyOf(fitted, labelCount);
      intercepts[label] = fitted[labelCount];
    }
    return new LabelCoupling(weights, intercepts);
  }

  /** The sum over the cells of some articles. */
  double logLoss(LabelCoupling coupling, int[] articles) {
    double sum = 0;
    for (int label = 0; label < labelCount; label++) {
      double[] row = coupling.row(label);
      for (int article : articles) {
        if (!scored.isIgnored(article, label)) {
          double target = scored.isExpected(article, label) ? 1 : 0;
          sum += LogisticFit.logLoss(product(row, inputs[article]), target);
        }
      }
    }
    return sum;
  }

  private static double product(double[] row, double[] input) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += row[i] * input[i];
    }
    return sum;
  }

  /** The loss of one label on some articles, by its weights and its intercept. */
  private final class Loss {
    private final int label;
    private final double penalty;
    private final int[] articles;
    private final double positiveTarget;
    private final double negativeTarget;

    Loss(int[] articles, int label, double penalty) {
      this.label = label;
      this.penalty = penalty;
      this.articles =
          Arrays.stream(articles).filter(article -> !scored.isIgnored(article, label)).toArray();
      long positives =
          Arrays.stream(this.articles).filter(article -> scored.isExpected(article, label)).count();
      this.positiveTarget = (positives + 1.0) / (positives + 2.0);
      this.negativeTarget = 1 / (this.articles.length - positives + 2.0);
    }

    double target(int article) {
      return scored.isExpected(article, label) ? positiveTarget : negativeTarget;
    }

    double penalty(int input) {
      if (input == labelCount) {
        return LogisticFit.INTERCEPT_PENALTY;
      }
      return input == label ? LogisticFit.SLOPE_PENALTY : penalty;
    }

    /** How far a weight is from where its penalty is 0. */
    double distance(double[] row, int input) {
      return input == label ? row[input] - 1 : row[input];
    }

    boolean isFree(int input) {
      return penalty(input) < Double.POSITIVE_INFINITY;
    }

    double at(double[] row) {
      double sum = 0;
      for (int input = 0; input <= labelCount; input++) {
        if (isFree(input)) {
          double distance = distance(row, input);
          sum += penalty(input) / 2 * distance * distance;
        }
      }
      for (int article : articles) {
        sum += LogisticFit.logLoss(product(row, inputs[article]), target(article));
      }
      return sum;
    }
  }

  /** Newton's method with halved steps. */
  private double[] minimum(Loss loss) {
    double[] row = new double[labelCount + 1];
    row[loss.label] = 1;
    double value = loss.at(row);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = new double[row.length];
      double[][] curvature = new double[row.length][row.length];
      for (int article : loss.articles) {
        double[] input = inputs[article];
        double p = 1 / (1 + StrictMath.exp(-product(row, input)));
        for (int i = 0; i < row.length; i++) {
          gradient[i] += (p - loss.target(article)) * input[i];
          for (int j = 0; j <= i; j++) {
            curvature[i][j] += p * (1 - p) * input[i] * input[j];
          }
        }
      }
      for (int i = 0; i < row.length; i++) {
        if (loss.isFree(i)) {
          gradient[i] += loss.penalty(i) * loss.distance(row, i);
          curvature[i][i] += loss.penalty(i);
        } else {
          gradient[i] = 0;
          Arrays.fill(curvature[i], 0);
          for (int j = i; j < row.length; j++) {
            curvature[j][i] = 0;
          }
          curvature[i][i] = 1;
        }
      }
      double[] move = solve(curvature, gradient);
      boolean close = product(gradient, move) < CLOSE;
      double part = 1;
      double[] next = moved(row, move, part);
      double nextValue = loss.at(next);
      while (!close && nextValue > value && part > LEAST_PART) {
        part /= 2;
        next = moved(row, move, part);
        nextValue = loss.at(next);
      }
      row = next;
      value = nextValue;
      if (close) {
        break;
      }
    }
    return row;
  }

  private static double[] moved(double[] row, double[] move, double part) {
    double[] moved = row.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= part * move[i];
    }
    return moved;
  }

  /**
   * Solves a system of linear equations by Cholesky's decomposition.
   *
   * @param matrix symmetric and positive definite, its lower triangle; overwritten
   */
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    double[] solution = right.clone();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? StrictMath.sqrt(sum) : sum / matrix[j][j];
      }
      for (int k = 0; k < i; k++) {
        solution[i] -= matrix[i][k] * solution[k];
      }
      solution[i] /= matrix[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        solution[i] -= matrix[k][i] * solution[k];
      }
      solution[i] /= matrix[i][i];
    }
    return solution;
  }
}
