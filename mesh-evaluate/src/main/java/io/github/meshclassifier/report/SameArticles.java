package io.github.meshclassifier.report;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.metrics.ScoredArticles;

/** Refuses a set without check tags that is not of the articles of the report. */
final class SameArticles {
  private SameArticles() {}

  static void checkWithoutCheckTags(ScoredArticles articles, ScoredArticles without) {
    if (!articles.labels().equals(without.labels())) {
      throw new IllegalArgumentException(
          "the set without check tags must have the labels of the report in the same order,"
              + " expected "
              + articles.labels()
              + ", found "
              + without.labels());
    }
    if (articles.size() != without.size()) {
      throw new IllegalArgumentException(
          "the set without check tags must be of the articles of the report, expected "
              + articles.size()
              + ", found "
              + without.size());
    }
    for (int article = 0; article < articles.size(); article++) {
      for (int label = 0; label < articles.labels().size(); label++) {
        if (!without.isIgnored(article, label)
            && (articles.isIgnored(article, label)
                || articles.isExpected(article, label) != without.isExpected(article, label)
                || articles.score(article, label) != without.score(article, label))) {
          throw new IllegalArgumentException(
              "the set without check tags must be of the articles of the report in the same order;"
                  + " article "
                  + (article + 1)
                  + " differs in whether label "
                  + Printable.quote(articles.labels().get(label))
                  + " is expected, ignored, or has the same score");
        }
      }
    }
  }
}
