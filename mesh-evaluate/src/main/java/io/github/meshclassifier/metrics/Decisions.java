package io.github.meshclassifier.metrics;

/** The scores that one model gives articles, and the thresholds at which it decides. */
record Decisions(ScoredArticles articles, Thresholds thresholds) {
  Decisions {
    thresholds.checkFits(articles.labels().size());
  }

  boolean isPredicted(int article, int label) {
    return !articles.isIgnored(article, label)
        && thresholds.predicts(label, articles.score(article, label));
  }

  boolean isExpected(int article, int label) {
    return !articles.isIgnored(article, label) && articles.isExpected(article, label);
  }

  ArticleCounts counts(int article) {
    int both = 0;
    int predicted = 0;
    int expected = 0;
    for (int label = 0; label < articles.labels().size(); label++) {
      boolean isPredicted = isPredicted(article, label);
      boolean isExpected = isExpected(article, label);
      both += isPredicted && isExpected ? 1 : 0;
      predicted += isPredicted ? 1 : 0;
      expected += isExpected ? 1 : 0;
    }
    return new ArticleCounts(both, predicted, expected);
  }
}
