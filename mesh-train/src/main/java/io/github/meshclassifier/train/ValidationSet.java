package io.github.meshclassifier.train;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.internal.engine.Sigmoid;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.SavedModel;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The articles that every epoch is measured on.
 *
 * @param labels the ids of the labels in the order of the outputs
 */
record ValidationSet(List<String> labels, List<Example> examples) {
  List<int[]> sequences() {
    return examples.stream().map(Example::ids).toList();
  }

  /** The scores that come of logits, one row for each example. */
  ScoredArticles scored(float[][] logits) {
    ScoredArticles.Builder builder = ScoredArticles.builder(labels);
    for (int i = 0; i < logits.length; i++) {
      builder.add(examples.get(i).indicators(), Sigmoid.of(logits[i]));
    }
    return builder.build();
  }

  /**
   * Couples, calibrates and tunes the model that gave logits, as it is saved then. Calibration and
   * thresholds are chosen on scores of couplings that did not know the article.
   *
   * @param metric by which the default must not get worse
   * @param seed what divides the articles into folds
   */
  SavedModel saved(float[][] logits, Metric metric, long seed) {
    ScoredArticles before = scored(logits);
    LabelCoupling.CrossValidated coupled = LabelCoupling.crossValidated(before, metric, seed);
    SavedModel model = saved(logits, coupled, metric, seed);
    double change = model.value(metric) - metric.of(before, Thresholds.DEFAULT);
    if (metric.higherIsBetter() ? change >= 0 : change <= 0) {
      return model;
    }
    LabelCoupling identity = LabelCoupling.identity(labels.size());
    return saved(logits, new LabelCoupling.CrossValidated(identity, before), metric, seed);
  }

  private SavedModel saved(
      float[][] logits, LabelCoupling.CrossValidated coupled, Metric metric, long seed) {
    DecisionRule rule = DecisionRule.tuned(coupled.heldOut(), metric, seed);
    LabelCoupling coupling = coupled.coupling();
    Calibration calibration = rule.calibration();
    return SavedModel.of(
        rule.withoutCalibration(),
        coupling,
        calibration,
        calibrated(coupling.isIdentity() ? logits : coupled(logits, coupling), calibration));
  }

  private static float[][] coupled(float[][] logits, LabelCoupling coupling) {
    return Arrays.stream(logits).map(coupling::logits).toArray(float[][]::new);
  }

  /** The scores that come of logits when calibration is a part of the head's last layer. */
  private ScoredArticles calibrated(float[][] logits, Calibration calibration) {
    float[][] calibrated = new float[logits.length][labels.size()];
    for (int article = 0; article < logits.length; article++) {
      for (int label = 0; label < labels.size(); label++) {
        double slope = calibration.slopes().get(label);
        double intercept = calibration.intercepts().get(label);
        calibrated[article][label] = (float) (slope * logits[article][label] + intercept);
      }
    }
    return scored(calibrated);
  }

  /** What is assigned at the default threshold, article by article. */
  BitSet decisions(ScoredArticles scored) {
    BitSet decisions = new BitSet();
    for (int article = 0; article < scored.size(); article++) {
      for (int label = 0; label < labels.size(); label++) {
        decisions.set(
            article * labels.size() + label,
            Thresholds.DEFAULT.predicts(label, scored.score(article, label)));
      }
    }
    return decisions;
  }

  /** The evaluation that comes of decisions: the same as of the scores that they were made by. */
  Evaluation evaluation(BitSet decisions) {
    Evaluation.Builder builder = Evaluation.builder(labels, Thresholds.DEFAULT);
    for (int article = 0; article < examples.size(); article++) {
      float[] scores = new float[labels.size()];
      for (int label = 0; label < scores.length; label++) {
        scores[label] = decisions.get(article * labels.size() + label) ? 1 : 0;
      }
      builder.add(examples.get(article).indicators(), scores);
    }
    return builder.build();
  }
}
