package io.github.meshclassifier.metrics;

/**
 * Metrics of the ranking of each article's labels, one value for each article; NaN where it is
 * undefined.
 */
final class ArticleRankings {
  private final double[] auroc;
  private final double[] averagePrecision;
  private final double[] labelRankingAveragePrecision;
  private final double[] coverage;
  private final double[] rankingLoss;

  ArticleRankings(ScoredArticles articles) {
    int size = articles.size();
    this.auroc = new double[size];
    this.averagePrecision = new double[size];
    this.labelRankingAveragePrecision = new double[size];
    this.coverage = new double[size];
    this.rankingLoss = new double[size];
    int width = articles.labels().size();
    RankedCells cells = new RankedCells(width);
    for (int article = 0; article < size; article++) {
      cells.clear();
      for (int label = 0; label < width; label++) {
        if (!articles.isIgnored(article, label)) {
          cells.add(articles.score(article, label), articles.isExpected(article, label));
        }
      }
      cells.sort();
      auroc[article] = cells.auroc().orElse(Double.NaN);
      averagePrecision[article] = cells.averagePrecision().orElse(Double.NaN);
      labelRankingAveragePrecision[article] = cells.averagePrecision().orElse(1);
      coverage[article] = cells.coverage();
      rankingLoss[article] = cells.rankingLoss();
    }
  }

  double[] auroc() {
    return auroc;
  }

  double[] averagePrecision() {
    return averagePrecision;
  }

  /** The average precision of the article's ranking, 1 where there is no label to find. */
  double[] labelRankingAveragePrecision() {
    return labelRankingAveragePrecision;
  }

  double[] coverage() {
    return coverage;
  }

  double[] rankingLoss() {
    return rankingLoss;
  }
}
