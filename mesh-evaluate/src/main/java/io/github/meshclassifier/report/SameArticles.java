package io.github.meshclassifier.report;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.metrics.ScoredArticles;

/** Refuses a set without check tags that is not of the articles of the report. */
final class SameArticles {
  private SameArticles() {}

  static void checkWithoutCheckTags(ScoredArticles articles, ScoredArticles without) {
    String what = "the set without check tags";
    checkShape(what, articles, without);
    for (int article = 0; article < articles.size(); article++) {
      for (int label = 0; label < articles.labels().size(); label++) {
        boolean ignored = without.isIgnored(article, label);
        if (!ignored
            && (articles.isIgnored(article, label)
                || articles.isExpected(article, label) != without.isExpected(article, label)
                || articles.score(article, label) != without.score(article, label))) {
          throw differs(
              what, articles, article, label, "is expected, ignored, or has the same score");
        }
      }
    }
  }

  private static void checkShape(String what, ScoredArticles articles, ScoredArticles other) {
    if (!articles.labels().equals(other.labels())) {
      throw new IllegalArgumentException(
          what
              + " must have the labels of the report in the same order, expected "
              + articles.labels()
              + ", found "
              + other.labels());
    }
    if (articles.size() != other.size()) {
      throw new IllegalArgumentException(
          what
              + " must be of the articles of the report, expected "
              + articles.size()
              + ", found "
              + other.size());
    }
  }

  private static IllegalArgumentException differs(
      String what, ScoredArticles articles, int article, int label, String in) {
    return new IllegalArgumentException(
        what
            + " must be of the articles of the report in the same order; article "
            + (article + 1)
            + " differs in whether label "
            + Printable.quote(articles.labels().get(label))
            + " "
            + in);
  }
}
