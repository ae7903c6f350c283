package io.github.meshclassifier.metrics;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Random expected labels, scores with ties, and ignored cells, as arrays to compute with. */
final class RandomScores {
  private final boolean[][] expected;
  private final float[][] scores;
  private final boolean[][] ignored;

  private RandomScores(boolean[][] expected, float[][] scores, boolean[][] ignored) {
    this.expected = expected;
    this.scores = scores;
    this.ignored = ignored;
  }

  boolean[][] expected() {
    return expected;
  }

  float[][] scores() {
    return scores;
  }

  boolean[][] ignored() {
    return ignored;
  }

  /** Labels of all frequencies from never to always, and scores that know something of them. */
  static RandomScores of(long seed) {
    Random random = new Random(seed);
    return of(random, 1 + random.nextInt(60), 1 + random.nextInt(8));
  }

  static RandomScores of(Random random, int articles, int labels) {
    boolean[][] expected = new boolean[articles][labels];
    float[][] scores = new float[articles][labels];
    boolean[][] ignored = new boolean[articles][labels];
    boolean ignores = random.nextBoolean();
    // Few or many distinct scores: with few of them, most are ties.
    int steps = random.nextBoolean() ? 5 : 1000;
    for (int label = 0; label < labels; label++) {
      double frequency = random.nextInt(5) / 4.0;
      for (int article = 0; article < articles; article++) {
        expected[article][label] = random.nextDouble() < frequency;
        double score = (random.nextDouble() + (expected[article][label] ? 0.5 : 0)) / 1.5;
        scores[article][label] = Math.round(score * steps) / (float) steps;
        ignored[article][label] = ignores && random.nextInt(4) == 0;
      }
    }
    return new RandomScores(expected, scores, ignored);
  }

  int articles() {
    return expected.length;
  }

  int labels() {
    return expected[0].length;
  }

  ScoredArticles set() {
    return set(IntStream.range(0, articles()).toArray());
  }

  ScoredArticles set(int[] articles) {
    ScoredArticles.Builder builder =
        ScoredArticles.builder(
            IntStream.range(0, labels()).mapToObj(label -> "label " + label).toList());
    Arrays.stream(articles)
        .forEach(article -> builder.add(expected[article], scores[article], ignored[article]));
    return builder.build();
  }

  /** Returns the cells that are not ignored, each as score and whether it is positive. */
  Cells cells(int[] articles, int[] labels) {
    float[] cellScores = new float[articles.length * labels.length];
    boolean[] positive = new boolean[cellScores.length];
    int size = 0;
    for (int article : articles) {
      for (int label : labels) {
        if (!ignored[article][label]) {
          cellScores[size] = scores[article][label];
          positive[size++] = expected[article][label];
        }
      }
    }
    return new Cells(Arrays.copyOf(cellScores, size), Arrays.copyOf(positive, size));
  }

  /** The measures of a ranking straight from their definitions, over all pairs of cells. */
  static final class Cells {
    private final float[] scores;
    private final boolean[] positive;

    private Cells(float[] scores, boolean[] positive) {
      this.scores = scores;
      this.positive = positive;
    }

    long positives() {
      return IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    }

    long negatives() {
      return positive.length - positives();
    }

    double auroc() {
      double right = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < scores.length; j++) {
          if (positive[i] && !positive[j]) {
            right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          }
        }
      }
      return right / ((double) positives() * negatives());
    }

    /** The mean over the positives of the precision among all that score at least as high. */
    double averagePrecision() {
      double sum = 0;
      for (int i = 0; i < scores.length; i++) {
        if (positive[i]) {
          sum += (double) positivesFrom(scores[i]) / countFrom(scores[i]);
        }
      }
      return sum / positives();
    }

    long coverage() {
      long deepest = 0;
      for (int i = 0; i < scores.length; i++) {
        deepest = positive[i] ? Math.max(deepest, countFrom(scores[i])) : deepest;
      }
      return deepest;
    }

    double rankingLoss() {
      double wrong = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < scores.length; j++) {
          wrong += positive[i] && !positive[j] && scores[j] >= scores[i] ? 1 : 0;
        }
      }
      double pairs = (double) positives() * negatives();
      return pairs == 0 ? 0 : wrong / pairs;
    }

    private long countFrom(float score) {
      return IntStream.range(0, scores.length).filter(i -> scores[i] >= score).count();
    }

    private long positivesFrom(float score) {
      return IntStream.range(0, scores.length)
          .filter(i -> positive[i] && scores[i] >= score)
          .count();
    }
  }
}
