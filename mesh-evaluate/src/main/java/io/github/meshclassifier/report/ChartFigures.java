package io.github.meshclassifier.report;

import io.github.meshclassifier.metrics.PrecisionRecallCurve;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What charts need beside the figures of the report.
 *
 * @param microCurves precision over recall of all labels together, of the model and each baseline
 * @param labelCurves precision over recall of the model's most frequent labels, by their ids
 * @param expectedCounts for each number from 0 on, how many articles have so many labels
 * @param predictedCounts for each number from 0 on, how many articles are given so many
 */
record ChartFigures(
    List<PrecisionRecallCurve> microCurves,
    Map<String, PrecisionRecallCurve> labelCurves,
    List<Integer> expectedCounts,
    List<Integer> predictedCounts) {

  /** As many as there are roots of MeSH, and four rows of five. */
  static final int MOST_LABEL_CURVES = 20;

  static ChartFigures of(List<Candidate> candidates) {
    Candidate model = candidates.get(0);
    ScoredArticles articles = model.articles();
    int width = articles.labels().size();
    long[] support = new long[width];
    int[] expectedCounts = new int[width + 1];
    int[] predictedCounts = new int[width + 1];
    for (int article = 0; article < articles.size(); article++) {
      int expected = 0;
      int predicted = 0;
      for (int label = 0; label < width; label++) {
        if (articles.isIgnored(article, label)) {
          continue;
        }
        if (articles.isExpected(article, label)) {
          support[label]++;
          expected++;
        }
        predicted += model.thresholds().predicts(label, articles.score(article, label)) ? 1 : 0;
      }
      expectedCounts[expected]++;
      predictedCounts[predicted]++;
    }
    Map<String, PrecisionRecallCurve> curves = new LinkedHashMap<>();
    for (int label : mostFrequent(support, MOST_LABEL_CURVES)) {
      String id = articles.labels().get(label);
      curves.put(id, PrecisionRecallCurve.ofLabel(articles, id));
    }
    List<PrecisionRecallCurve> micro = new ArrayList<>();
    for (Candidate candidate : candidates) {
      micro.add(PrecisionRecallCurve.micro(candidate.articles()));
    }
    return new ChartFigures(
        List.copyOf(micro), curves, list(expectedCounts), list(predictedCounts));
  }

  /** Returns the indices of the greatest numbers, in the order of the indices. */
  static List<Integer> mostFrequent(long[] numbers, int most) {
    return IntStream.range(0, numbers.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> -numbers[i]))
        .limit(most)
        .sorted()
        .toList();
  }

  private static List<Integer> list(int[] values) {
    return IntStream.of(values).boxed().toList();
  }
}
