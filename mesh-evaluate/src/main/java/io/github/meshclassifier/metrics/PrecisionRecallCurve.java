package io.github.meshclassifier.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Precision against recall as the threshold falls, in as many points as a drawing needs.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>Every point is one that a threshold reaches; between two of them nothing is known to lie on a
 * straight line, so draw steps. Of the points with the same recall only that of the highest
 * precision is kept. If still more are left than asked for, some are taken at even distances among
 * them, the first and the last always.
 *
 * @param points the points in the order of rising recall; empty if nothing is positive
 * @param averagePrecision the area under the steps of all points, kept or not, in [0, 1], as {@link
 *     RankingEvaluation#averagePrecision}; empty if nothing is positive
 */
public record PrecisionRecallCurve(List<Point> points, OptionalDouble averagePrecision) {

  /** The number of points that {@link #ofLabel} and {@link #micro} keep at most: 200. */
  public static final int MAX_POINTS = 200;

  /**
   * Copies the points.
   *
   * @param points the points in the order of rising recall
   * @param averagePrecision the average precision, if there is a positive
   * @throws NullPointerException if an argument or a point is null
   * @throws IllegalArgumentException if there are points and no average precision, or the other way
   *     round
   */
  public PrecisionRecallCurve {
    points = List.copyOf(points);
    if (points.isEmpty() == averagePrecision.isPresent()) {
      throw new IllegalArgumentException(
          "a curve has points exactly if it has an average precision, found "
              + points.size()
              + " points and "
              + averagePrecision);
    }
  }

  /**
   * Recall and precision of the cells whose score is at least a threshold.
   *
   * <p>Immutable and thread-safe.
   *
   * @param recall the part of the positives that is among them, in (0, 1]
   * @param precision the part of them that is positive, in [0, 1]
   * @param score the threshold, the lowest score among them, in [0, 1]
   */
  public record Point(double recall, double precision, double score) {}

  /**
   * Draws the curve of one label, its ignored cells left out.
   *
   * @param articles the expected labels and scores
   * @param label the id of the label
   * @return the curve of at most {@link #MAX_POINTS} points
   * @throws IllegalArgumentException if no label has that id
   */
  public static PrecisionRecallCurve ofLabel(ScoredArticles articles, String label) {
    int index = RowCheck.indexOf(label, articles.labels(), "these articles");
    RankedCells cells = new RankedCells(articles.size());
    cells.addLabel(articles, index);
    return of(cells, MAX_POINTS);
  }

  /**
   * Draws the curve of all cells together, as if they were of one label, ignored ones left out.
   *
   * @param articles the expected labels and scores
   * @return the curve of at most {@link #MAX_POINTS} points
   */
  public static PrecisionRecallCurve micro(ScoredArticles articles) {
    return of(RankedCells.all(articles), MAX_POINTS);
  }

  static PrecisionRecallCurve of(RankedCells cells, int maxPoints) {
    cells.sort();
    List<Point> points = new ArrayList<>();
    cells.descend(
        (score, newPositives, positives, negatives) -> {
          if (newPositives > 0) {
            points.add(
                new Point(
                    positives / (double) cells.positives(),
                    positives / (double) (positives + negatives),
                    score));
          }
        });
    return new PrecisionRecallCurve(thinned(points, maxPoints), cells.averagePrecision());
  }

  private static List<Point> thinned(List<Point> points, int maxPoints) {
    if (points.size() <= maxPoints) {
      return points;
    }
    List<Point> kept = new ArrayList<>(maxPoints);
    for (int i = 0; i < maxPoints; i++) {
      kept.add(points.get((int) ((long) i * (points.size() - 1) / (maxPoints - 1))));
    }
    return kept;
  }
}
