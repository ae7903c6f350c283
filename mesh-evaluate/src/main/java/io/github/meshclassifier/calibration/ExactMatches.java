package io.github.meshclassifier.calibration;

/** How many of some articles have all labels right, for the thresholds of the grid. */
final class ExactMatches {
  private static final int MOST_SWEEPS = 10;

  private final ScoreGrid grid;
  private final int[] articles;

  ExactMatches(ScoreGrid grid, int[] articles) {
    this.grid = grid;
    this.articles = articles;
  }

  /** Returns the number for each threshold that all labels share. */
  double[] sharedCurve() {
    int[] changes = new int[ScoreGrid.SIZE + 1];
    for (int article : articles) {
      int from = 0;
      int to = ScoreGrid.SIZE;
      for (int label = 0; label < grid.labelCount(); label++) {
        int rank = grid.rank(article, label);
        if (rank == ScoreGrid.IGNORED) {
          continue;
        }
        if (grid.isExpected(article, label)) {
          to = Math.min(to, rank);
        } else {
          from = Math.max(from, rank);
        }
      }
      if (from < to) {
        changes[from]++;
        changes[to]--;
      }
    }
    double[] curve = new double[ScoreGrid.SIZE];
    int sum = 0;
    for (int index = 0; index < curve.length; index++) {
      sum += changes[index];
      curve[index] = sum;
    }
    return LabelCurves.smooth(curve);
  }

  /** Returns the number for a threshold of each label. */
  int count(int[] at) {
    int count = 0;
    for (int article : articles) {
      boolean right = true;
      for (int label = 0; right && label < at.length; label++) {
        right = !isWrong(article, label, at[label]);
      }
      count += right ? 1 : 0;
    }
    return count;
  }

  /** Moves one label's threshold after the other, from shared ones on, as long as that helps. */
  int[] ascend(int[] shared) {
    int[] at = shared.clone();
    int[] wrong = new int[articles.length];
    for (int i = 0; i < articles.length; i++) {
      for (int label = 0; label < at.length; label++) {
        wrong[i] += isWrong(articles[i], label, at[label]) ? 1 : 0;
      }
    }
    boolean moved = true;
    for (int sweep = 0; moved && sweep < MOST_SWEEPS; sweep++) {
      moved = false;
      for (int label = 0; label < at.length; label++) {
        double[] curve = curve(label, at[label], wrong);
        int best = LabelCurves.best(curve);
        if (curve[best] > curve[at[label]] + 1e-9) {
          for (int i = 0; i < articles.length; i++) {
            wrong[i] +=
                (isWrong(articles[i], label, best) ? 1 : 0)
                    - (isWrong(articles[i], label, at[label]) ? 1 : 0);
          }
          at[label] = best;
          moved = true;
        }
      }
    }
    return at;
  }

  /** Of the articles whose other labels are right, how many have this one right too. */
  private double[] curve(int label, int at, int[] wrong) {
    int[] with = new int[ScoreGrid.SIZE + 1];
    int[] without = new int[ScoreGrid.SIZE + 1];
    int negatives = 0;
    for (int i = 0; i < articles.length; i++) {
      int rank = grid.rank(articles[i], label);
      if (rank == ScoreGrid.IGNORED || wrong[i] != (isWrong(articles[i], label, at) ? 1 : 0)) {
        continue;
      }
      if (grid.isExpected(articles[i], label)) {
        with[rank]++;
      } else {
        without[rank]++;
        negatives++;
      }
    }
    double[] curve = LabelCurves.above(with);
    double[] falsePositives = LabelCurves.above(without);
    for (int index = 0; index < curve.length; index++) {
      curve[index] += negatives - falsePositives[index];
    }
    return LabelCurves.smooth(curve);
  }

  private boolean isWrong(int article, int label, int at) {
    int rank = grid.rank(article, label);
    return rank != ScoreGrid.IGNORED && grid.isExpected(article, label) != rank > at;
  }
}
