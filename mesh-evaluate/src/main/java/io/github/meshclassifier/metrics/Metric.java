package io.github.meshclassifier.metrics;

/**
 * A single number that says how good a classifier is, to stop training by, to tune thresholds for,
 * or to compare runs by.
 */
public enum Metric {
  /** F1 of all decisions together, {@link Evaluation#micro()}. */
  MICRO_F1("micro_f1", "Micro-F1", true),
  /** The mean of the labels' F1, {@link Evaluation#macro()}. */
  MACRO_F1("macro_f1", "Macro-F1", true),
  /** The mean of the labels' F1 by support, {@link Evaluation#weighted()}. */
  WEIGHTED_F1("weighted_f1", "Weighted F1", true),
  /** The mean of the articles' F1, {@link Evaluation#samples()}. */
  SAMPLES_F1("samples_f1", "Samples F1", true),
  /** The part of articles with all labels right, {@link Evaluation#subsetAccuracy()}. */
  EXACT_MATCH("exact_match", "Exact match", true),
  /** The part of decisions that are wrong, {@link Evaluation#hammingLoss()}. */
  HAMMING_LOSS("hamming_loss", "Hamming loss", false),
  /** The mean of the articles' Jaccard index, {@link Evaluation#samplesJaccard()}. */
  SAMPLES_JACCARD("samples_jaccard", "Samples Jaccard", true),
  /** The mean of the labels' AUROC, {@link RankingEvaluation#auroc()}; ignores thresholds. */
  MACRO_AUROC("macro_auroc", "Macro AUROC", true),
  /**
   * The mean of the labels' average precision, {@link RankingEvaluation#averagePrecision()};
   * ignores thresholds.
   */
  MACRO_AVERAGE_PRECISION("macro_average_precision", "Macro average precision", true),
  /**
   * The average precision of the articles' labels, {@link
   * RankingEvaluation#labelRankingAveragePrecision()}; ignores thresholds.
   */
  LRAP("lrap", "LRAP", true),
  /**
   * How many labels of its ranking have to be taken to have all labels of an article, {@link
   * RankingEvaluation#coverageError()}; ignores thresholds.
   */
  COVERAGE_ERROR("coverage_error", "Coverage error", false);

  private final String id;
  private final String title;
  private final boolean higherIsBetter;

  Metric(String id, String title, boolean higherIsBetter) {
    this.id = id;
    this.title = title;
    this.higherIsBetter = higherIsBetter;
  }

  /**
   * Returns the name in files and logs.
   *
   * @return lower case with underscores, such as {@code micro_f1}
   */
  public String id() {
    return id;
  }

  /**
   * Returns the name in tables and charts.
   *
   * @return such as {@code Micro-F1}
   */
  public String title() {
    return title;
  }

  /**
   * Returns whether higher values are better.
   *
   * @return true if a higher value is better, false if a lower one is
   */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /**
   * Returns whether decisions are measured, and so thresholds matter.
   *
   * @return false if the order of the scores alone is measured
   */
  public boolean usesThresholds() {
    return switch (this) {
      case MACRO_AUROC, MACRO_AVERAGE_PRECISION, LRAP, COVERAGE_ERROR -> false;
      default -> true;
    };
  }

  /**
   * Measures.
   *
   * @param articles expected labels and scores
   * @param thresholds what decides; metrics of the ranking ignore it
   * @return the value; NaN where it is undefined, as is a {@link #MACRO_AUROC} if no label has both
   *     articles with and without it
   * @throws IllegalArgumentException if the thresholds do not fit the number of labels
   */
  public double of(ScoredArticles articles, Thresholds thresholds) {
    thresholds.checkFits(articles.labels().size());
    return usesThresholds()
        ? of(articles.evaluate(thresholds))
        : of(RankingEvaluation.of(articles));
  }

  private double of(Evaluation evaluation) {
    return switch (this) {
      case MICRO_F1 -> evaluation.micro().f1();
      case MACRO_F1 -> evaluation.macro().f1();
      case WEIGHTED_F1 -> evaluation.weighted().f1();
      case SAMPLES_F1 -> evaluation.samples().f1();
      case EXACT_MATCH -> evaluation.subsetAccuracy();
      case HAMMING_LOSS -> evaluation.hammingLoss();
      case SAMPLES_JACCARD -> evaluation.samplesJaccard();
      default -> throw new IllegalStateException(this + " is no metric of decisions");
    };
  }

  private double of(RankingEvaluation ranking) {
    return switch (this) {
      case MACRO_AUROC -> ranking.auroc().macro().orElse(Double.NaN);
      case MACRO_AVERAGE_PRECISION -> ranking.averagePrecision().macro().orElse(Double.NaN);
      case LRAP -> ranking.labelRankingAveragePrecision();
      case COVERAGE_ERROR -> ranking.coverageError();
      default -> throw new IllegalStateException(this + " is no metric of rankings");
    };
  }
}
