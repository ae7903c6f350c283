package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Expected labels of articles that do not exist, and scores of models that know them more or less:
 * the logit of a label is normally distributed around one value for the articles that have it and
 * another for those that have it not.
 */
final class SyntheticModel {
  /** How frequent the roots are in PubMed, about. */
  static final Map<String, Double> ROOTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("A", 0.46),
              Map.entry("B", 0.93),
              Map.entry("C", 0.53),
              Map.entry("D", 0.62),
              Map.entry("E", 0.78),
              Map.entry("F", 0.18),
              Map.entry("G", 0.67),
              Map.entry("H", 0.12),
              Map.entry("I", 0.11),
              Map.entry("J", 0.11),
              Map.entry("L", 0.15),
              Map.entry("M", 0.43),
              Map.entry("N", 0.46),
              Map.entry("Z", 0.16)));

  private final List<String> labels;
  private final boolean[][] expected;
  private final boolean[][] checkTagOnly;
  private final List<Double> prevalence;

  SyntheticModel(Map<String, Double> prevalences, int articles, long seed) {
    this.labels = List.copyOf(new TreeMap<>(prevalences).keySet());
    this.prevalence = labels.stream().map(prevalences::get).toList();
    this.expected = new boolean[articles][labels.size()];
    this.checkTagOnly = new boolean[articles][labels.size()];
    Random random = new Random(seed);
    for (int article = 0; article < articles; article++) {
      for (int label = 0; label < labels.size(); label++) {
        expected[article][label] = random.nextDouble() < prevalence.get(label);
        String id = labels.get(label);
        double part = id.equals("B") ? 0.66 : id.equals("M") ? 0.84 : 0;
        checkTagOnly[article][label] = expected[article][label] && random.nextDouble() < part;
      }
    }
  }

  List<String> labels() {
    return labels;
  }

  /** Scores of a model; the greater the skill, the surer and better. */
  ScoredArticles scores(double skill, long seed) {
    return scores(skill, seed, new boolean[expected.length][labels.size()]);
  }

  /** The same scores, without the labels that articles have from check tags alone. */
  ScoredArticles withoutCheckTags(double skill, long seed) {
    return scores(skill, seed, checkTagOnly);
  }

  private ScoredArticles scores(double skill, long seed, boolean[][] ignored) {
    Random random = new Random(seed);
    ScoredArticles.Builder builder = ScoredArticles.builder(labels);
    for (int article = 0; article < expected.length; article++) {
      float[] scores = new float[labels.size()];
      for (int label = 0; label < scores.length; label++) {
        double p = prevalence.get(label);
        double own = skill * (label % 5 == 2 ? 0.4 : 1);
        double shift = expected[article][label] ? own : -own;
        // The log odds of a normal variable with unit variance around +own or -own.
        double evidence = 2 * own * (shift + random.nextGaussian());
        double logit = StrictMath.log(p / (1 - p)) + evidence;
        scores[label] = (float) (1 / (1 + StrictMath.exp(-logit)));
      }
      builder.add(expected[article], scores, ignored[article]);
    }
    return builder.build();
  }

  /** Every article has the scores that say how frequent labels are. */
  ScoredArticles constant() {
    ScoredArticles.Builder builder = ScoredArticles.builder(labels);
    float[] scores = new float[labels.size()];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = prevalence.get(label).floatValue();
    }
    for (boolean[] row : expected) {
      builder.add(row, scores);
    }
    return builder.build();
  }

  static List<EvaluationReport.EpochFigures> history(int epochs) {
    List<EvaluationReport.EpochFigures> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      history.add(
          new EvaluationReport.EpochFigures(
              epoch,
              0.1 + 0.4 / epoch,
              0.25 + 0.2 / epoch + 0.004 * epoch,
              0.86 - 0.08 / epoch,
              0.76 - 0.2 / epoch,
              0.18 - 0.1 / epoch));
    }
    return history;
  }
}
