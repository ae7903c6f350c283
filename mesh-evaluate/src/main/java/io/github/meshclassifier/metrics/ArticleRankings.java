package io.github.meshclassifier.metrics;

/**
 * Metrics of the ranking of each article's labels, one value for each article; NaN where it is
 * undefined.
 *
 * @param labelRankingAveragePrecision the average precision, 1 where there is no label to find
 */
@SuppressWarnings("ArrayRecordComponent") // made once, only read, never compared
record ArticleRankings(
    double[] auroc,
    double[] averagePrecision,
    double[] labelRankingAveragePrecision,
    double[] coverage,
    double[] rankingLoss) {

  static ArticleRankings of(ScoredArticles articles) {
    int size = articles.size();
    ArticleRankings rankings =
        new ArticleRankings(
            new double[size],
            new double[size],
            new double[size],
            new double[size],
            new double[size]);
    RankedCells cells = new RankedCells(articles.labels().size());
    for (int article = 0; article < size; article++) {
      cells.clear();
      for (int label = 0; label < articles.labels().size(); label++) {
        cells.add(articles, article, label);
      }
      cells.sort();
      rankings.auroc[article] = cells.auroc().orElse(Double.NaN);
      rankings.averagePrecision[article] = cells.averagePrecision().orElse(Double.NaN);
      rankings.labelRankingAveragePrecision[article] = cells.averagePrecision().orElse(1);
      rankings.coverage[article] = cells.coverage();
      rankings.rankingLoss[article] = cells.rankingLoss();
    }
    return rankings;
  }
}
