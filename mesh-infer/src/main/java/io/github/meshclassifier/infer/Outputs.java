package io.github.meshclassifier.infer;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.InferenceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the outputs of a model mean: logits become probabilities of labels, and these a prediction.
 *
 * @param scheme the labels in the order of the outputs
 * @param rule how logits become probabilities, with the model's thresholds
 */
record Outputs(LabelScheme scheme, DecisionRule rule) {
  List<Label> labels() {
    return scheme.labels();
  }

  List<String> labelIds() {
    return labels().stream().map(Label::id).toList();
  }

  /** Finds a label; the message for one that the model does not have lists those that it has. */
  int indexOf(String labelId) {
    int index = scheme.indexOf(labelId);
    if (index < 0) {
      throw Prediction.noSuchLabel(labelId, labelIds());
    }
    return index;
  }

  Prediction prediction(ScoredText scored, Thresholds thresholds) {
    float[] probabilities = probabilities(scored.logits());
    List<LabelScore> scores = new ArrayList<>(probabilities.length);
    for (int i = 0; i < probabilities.length; i++) {
      scores.add(new LabelScore(labels().get(i), probabilities[i], thresholds.get(i)));
    }
    scores.sort(Comparator.comparingDouble(LabelScore::probability).reversed());
    return Prediction.of(
        scores,
        scored.text().tokenCount(),
        scored.text().truncated(),
        scored.text().sequences().size());
  }

  /** Pools the windows of a text; of one window, this is its calibrated sigmoid. */
  float[] probabilities(List<float[]> windows) {
    float[] probabilities = rule.probabilities(pooled(windows));
    for (int i = 0; i < probabilities.length; i++) {
      requireNumber(probabilities[i], i);
    }
    return probabilities;
  }

  /** Pools the windows of a text for one label; the sigmoid of this is its probability. */
  double calibratedLogit(List<float[]> windows, int label) {
    Calibration calibration = rule.calibration();
    double logit =
        calibration.slopes().get(label) * pooled(windows)[label]
            + calibration.intercepts().get(label);
    requireNumber(logit, label);
    return logit;
  }

  private void requireNumber(double score, int label) {
    if (Double.isNaN(score)) {
      throw new InferenceException(
          "the model's score of label "
              + Printable.quote(labels().get(label).id())
              + " is not a number; its weights are damaged");
    }
  }

  private static float[] pooled(List<float[]> windows) {
    return windows.size() > 1 ? mean(windows) : windows.get(0);
  }

  private static float[] mean(List<float[]> rows) {
    float[] mean = new float[rows.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] row : rows) {
        sum += row[i];
      }
      mean[i] = (float) (sum / rows.size());
    }
    return mean;
  }
}
