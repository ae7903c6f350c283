package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Articles whose true probabilities are known: the evidence for a label is normal with the same
 * variance whether the article has it or not, so its logit is the log of the odds.
 */
final class SyntheticScores {
  private SyntheticScores() {}

  /**
   * A label.
   *
   * @param prevalence the part of articles that have it
   * @param separation how many standard deviations the evidence of those is from that of others
   */
  record Source(double prevalence, double separation) {}

  /** Eight labels of two in a hundred articles, from hardly to well told apart. */
  static List<Source> rareLabels() {
    List<Source> sources = new ArrayList<>();
    for (double separation : new double[] {1.2, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 3}) {
      sources.add(new Source(0.02, separation));
    }
    return sources;
  }

  /** Labels as different as the roots of MeSH. */
  static List<Source> mixedLabels() {
    return List.of(
        new Source(0.02, 1.5),
        new Source(0.05, 1.5),
        new Source(0.1, 1.5),
        new Source(0.2, 2),
        new Source(0.3, 2),
        new Source(0.4, 2.5),
        new Source(0.6, 2.5),
        new Source(0.8, 3),
        new Source(0.95, 3),
        new Source(0.06, 1));
  }

  /** Draws articles; the scores are the sigmoid of {@code (logit - intercept) / slope}. */
  static ScoredArticles draw(
      List<Source> sources, int size, double slope, double intercept, long seed) {
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    for (int label = 0; label < sources.size(); label++) {
      ids.add("L" + label);
    }
    ScoredArticles.Builder articles = ScoredArticles.builder(ids);
    for (int article = 0; article < size; article++) {
      boolean[] expected = new boolean[sources.size()];
      float[] scores = new float[sources.size()];
      for (int label = 0; label < scores.length; label++) {
        double prevalence = sources.get(label).prevalence();
        double distance = sources.get(label).separation();
        expected[label] = random.nextDouble() < prevalence;
        double evidence =
            (expected[label] ? 1 : -1) * distance * distance / 2 + distance * random.nextGaussian();
        double logit = StrictMath.log(prevalence / (1 - prevalence)) + evidence;
        scores[label] = (float) (1 / (1 + StrictMath.exp(-(logit - intercept) / slope)));
      }
      articles.add(expected, scores);
    }
    return articles.build();
  }

  /** Draws articles with scores that are true probabilities. */
  static ScoredArticles draw(List<Source> sources, int size, long seed) {
    return draw(sources, size, 1, 0, seed);
  }
}
