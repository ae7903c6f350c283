package io.github.meshclassifier.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counts of right and wrong decisions, per label and per article.
 *
 * <p>Not thread-safe; one per builder.
 */
final class DecisionCounts {

  private final RowCheck check;
  private final boolean[] nothingIgnored;
  private final long[] truePositives;
  private final long[] falsePositives;
  private final long[] falseNegatives;
  private final long[] ignoredArticles;
  private final TreeMap<ArticleCounts, Long> perArticle = new TreeMap<>();
  private long articleCount;

  DecisionCounts(List<String> labels) {
    this.check = new RowCheck(labels);
    this.nothingIgnored = new boolean[labels.size()];
    this.truePositives = new long[labels.size()];
    this.falsePositives = new long[labels.size()];
    this.falseNegatives = new long[labels.size()];
    this.ignoredArticles = new long[labels.size()];
  }

  void add(boolean[] expected, float[] scores, Thresholds thresholds) {
    add(expected, scores, nothingIgnored, thresholds);
  }

  void add(boolean[] expected, float[] scores, boolean[] ignored, Thresholds thresholds) {
    check.check(articleCount + 1, expected, scores, ignored);
    int both = 0;
    int predictedOnly = 0;
    int expectedOnly = 0;
    for (int label = 0; label < scores.length; label++) {
      if (ignored[label]) {
        ignoredArticles[label]++;
      } else if (thresholds.predicts(label, scores[label])) {
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

  List<String> labels() {
    return check.labels();
  }

  long articleCount() {
    return articleCount;
  }

  /** Returns the counts of each label as they are now, in the order of the labels, unmodifiable. */
  List<LabelEvaluation> perLabel() {
    List<LabelEvaluation> evaluations = new ArrayList<>(labels().size());
    for (int label = 0; label < labels().size(); label++) {
      evaluations.add(
          new LabelEvaluation(
              labels().get(label),
              truePositives[label],
              falsePositives[label],
              falseNegatives[label],
              articleCount
                  - ignoredArticles[label]
                  - truePositives[label]
                  - falsePositives[label]
                  - falseNegatives[label]));
    }
    return Collections.unmodifiableList(evaluations);
  }

  /**
   * Returns a view: how many articles have which counts, in an order that depends on them alone.
   */
  SortedMap<ArticleCounts, Long> perArticle() {
    return Collections.unmodifiableSortedMap(perArticle);
  }
}
