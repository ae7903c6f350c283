package io.github.meshclassifier.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counts of right and wrong decisions, per label and per article.
 *
 * <p>Not thread-safe; one per builder.
 */
final class DecisionCounts {

  private final List<String> labels;
  private final long[] truePositives;
  private final long[] falsePositives;
  private final long[] falseNegatives;
  private final TreeMap<ArticleCounts, Long> perArticle = new TreeMap<>();
  private long articleCount;

  DecisionCounts(List<String> labels) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one label, found none");
    }
    Set<String> seen = new HashSet<>();
    for (int label = 0; label < labels.size(); label++) {
      if (labels.get(label).isBlank()) {
        throw new IllegalArgumentException("label index " + label + " is blank, expected an id");
      }
      if (!seen.add(labels.get(label))) {
        throw new IllegalArgumentException(
            "label '" + labels.get(label) + "' is given twice, expected distinct ids");
      }
    }
    this.labels = labels;
    this.truePositives = new long[labels.size()];
    this.falsePositives = new long[labels.size()];
    this.falseNegatives = new long[labels.size()];
  }

  void add(boolean[] expected, float[] scores, Thresholds thresholds) {
    checkLength("expected labels", expected.length);
    checkLength("scores", scores.length);
    for (int label = 0; label < scores.length; label++) {
      checkScore(label, scores[label]);
    }
    int both = 0;
    int predictedOnly = 0;
    int expectedOnly = 0;
    for (int label = 0; label < scores.length; label++) {
      if (thresholds.predicts(label, scores[label])) {
        if (expected[label]) {
          truePositives[label]++;
          both++;
        } else {
          falsePositives[label]++;
          predictedOnly++;
        }
      } else if (expected[label]) {
        falseNegatives[label]++;
        expectedOnly++;
      }
    }
    perArticle.merge(
        new ArticleCounts(both, both + predictedOnly, both + expectedOnly), 1L, Long::sum);
    articleCount++;
  }

  /** Returns the ids of the labels, unmodifiable. */
  List<String> labels() {
    return labels;
  }

  long articleCount() {
    return articleCount;
  }

  /** Returns the counts of each label as they are now, in the order of the labels, unmodifiable. */
  List<LabelEvaluation> perLabel() {
    List<LabelEvaluation> evaluations = new ArrayList<>(labels.size());
    for (int label = 0; label < labels.size(); label++) {
      evaluations.add(
          new LabelEvaluation(
              labels.get(label),
              truePositives[label],
              falsePositives[label],
              falseNegatives[label],
              articleCount - truePositives[label] - falsePositives[label] - falseNegatives[label]));
    }
    return Collections.unmodifiableList(evaluations);
  }

  /**
   * Returns a view: how many articles have which counts, in an order that depends on them alone.
   */
  SortedMap<ArticleCounts, Long> perArticle() {
    return Collections.unmodifiableSortedMap(perArticle);
  }

  private void checkLength(String what, int length) {
    if (length != labels.size()) {
      throw new IllegalArgumentException(
          "article "
              + (articleCount + 1)
              + ": expected "
              + labels.size()
              + " "
              + what
              + ", one for each label, found "
              + length);
    }
  }

  private void checkScore(int label, float score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "article "
              + (articleCount + 1)
              + ": score of label '"
              + labels.get(label)
              + "' must be a probability in [0, 1], was "
              + score
              + (Float.isNaN(score)
                  ? "; the model computed no number"
                  : "; logits need the sigmoid first"));
    }
  }
}
