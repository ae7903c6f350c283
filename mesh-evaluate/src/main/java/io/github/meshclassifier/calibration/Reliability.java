package io.github.meshclassifier.calibration;

import io.github.meshclassifier.internal.chart.ReliabilityChart;
import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Whether scores are probabilities: of all labels with a score near 0.8, 80 % should be expected
 * labels.
 *
 * <p>The expected calibration error is that of M. P. Naeini, G. F. Cooper and M. Hauskrecht,
 * Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015, as used by C. Guo et
 * al., On Calibration of Modern Neural Networks, 2017, arXiv:1706.04599, for each label on its own
 * and for all scores together. The Brier score is that of G. W. Brier, Verification of Forecasts
 * Expressed in Terms of Probability, 1950, in its form for two outcomes.
 *
 * <p>Immutable and thread-safe.
 */
public final class Reliability {
  /** The number of bins unless told otherwise. */
  public static final int DEFAULT_BINS = 15;

  private static final int MOST_BINS = 1000;

  private final Curve pooled;
  private final List<Curve> perLabel;

  private Reliability(Curve pooled, List<Curve> perLabel) {
    this.pooled = pooled;
    this.perLabel = List.copyOf(perLabel);
  }

  /** How scores are put into bins. */
  public enum Binning {
    /**
     * Bins that are equally wide, the lower end included: of n bins, k from 0, a score s is in bin
     * {@code floor(s n)}, and 1 is in the last.
     */
    EQUAL_WIDTH,
    /** Bins with as equal a number of scores as ties allow. */
    EQUAL_MASS
  }

  /**
   * Scores that are near each other.
   *
   * @param from the lower end, in [0, 1]
   * @param to the upper end, in [0, 1], not below {@code from}
   * @param count the number of scores, 1 or more
   * @param meanScore their mean, in [0, 1]
   * @param expectedShare the part of them that belongs to expected labels, in [0, 1]
   */
  public record Bin(double from, double to, long count, double meanScore, double expectedShare) {}

  /**
   * The reliability of the scores of one label, or of all.
   *
   * @param name the id of the label, or {@code all labels}
   * @param count the number of scores that count, 0 or more
   * @param expectedCalibrationError ECE, the mean of the bins' differences between mean score and
   *     expected share, weighted by their counts, in [0, 1]; 0 without scores
   * @param maximumCalibrationError MCE, the greatest of these differences, in [0, 1]
   * @param brierScore the mean squared difference of a score and 1 or 0, in [0, 1]
   * @param bins the bins that hold a score, ascending
   */
  public record Curve(
      String name,
      long count,
      double expectedCalibrationError,
      double maximumCalibrationError,
      double brierScore,
      List<Bin> bins) {

    /**
     * Copies the bins.
     *
     * @param name the id of the label, or {@code all labels}
     * @param count the number of scores
     * @param expectedCalibrationError ECE
     * @param maximumCalibrationError MCE
     * @param brierScore the Brier score
     * @param bins the bins
     */
    public Curve {
      bins = List.copyOf(bins);
    }

    /**
     * Draws the reliability diagram: the expected share of each bin over its mean score, with the
     * diagonal where both are equal, and how many scores there are.
     *
     * @return an SVG document
     */
    public String toSvg() {
      String note =
          String.format(
              Locale.ROOT,
              "ECE %.3f, MCE %.3f, Brier score %.3f, %,d scores",
              expectedCalibrationError,
              maximumCalibrationError,
              brierScore,
              count);
      List<ReliabilityChart.Bin> drawn =
          bins.stream()
              .map(
                  bin ->
                      new ReliabilityChart.Bin(
                          bin.from(), bin.to(), bin.meanScore(), bin.expectedShare(), bin.count()))
              .toList();
      return new ReliabilityChart("Reliability of " + name, note, drawn).draw().toString();
    }
  }

  /**
   * Measures with {@value #DEFAULT_BINS} bins of equal width.
   *
   * @param articles expected labels and scores
   * @return the reliability
   */
  public static Reliability of(ScoredArticles articles) {
    return of(articles, DEFAULT_BINS, Binning.EQUAL_WIDTH);
  }

  /**
   * Measures.
   *
   * @param articles expected labels and scores; ignored cells do not count
   * @param bins the number of bins, 2 to 1000
   * @param binning how scores are put into bins
   * @return the reliability
   * @throws IllegalArgumentException if the number of bins is out of range
   */
  public static Reliability of(ScoredArticles articles, int bins, Binning binning) {
    if (bins < 2 || bins > MOST_BINS) {
      throw new IllegalArgumentException("bins must be from 2 to " + MOST_BINS + ", was " + bins);
    }
    Objects.requireNonNull(binning, "binning");
    ReliabilityBins all = new ReliabilityBins("all labels");
    List<Curve> perLabel = new ArrayList<>();
    for (int label = 0; label < articles.labels().size(); label++) {
      ReliabilityBins own = new ReliabilityBins(articles.labels().get(label));
      for (int article = 0; article < articles.size(); article++) {
        if (!articles.isIgnored(article, label)) {
          own.add(articles.score(article, label), articles.isExpected(article, label));
          all.add(articles.score(article, label), articles.isExpected(article, label));
        }
      }
      perLabel.add(own.curve(bins, binning));
    }
    return new Reliability(all.curve(bins, binning), perLabel);
  }

  /**
   * Returns the reliability of all scores together.
   *
   * @return the curve of all labels
   */
  public Curve pooled() {
    return pooled;
  }

  /**
   * Returns the reliability of each label.
   *
   * @return one for each label in order, unmodifiable
   */
  public List<Curve> perLabel() {
    return perLabel;
  }

  /**
   * Returns the mean of the labels' expected calibration errors, in which a label with a large
   * error is not hidden by frequent ones.
   *
   * @return a number in [0, 1]; a label without scores counts as 0
   */
  public double macroExpectedCalibrationError() {
    return perLabel.stream().mapToDouble(Curve::expectedCalibrationError).average().orElse(0);
  }

  /**
   * Returns a table of all labels.
   *
   * @return Markdown, ending in a line end
   */
  public String toMarkdown() {
    StringBuilder table =
        new StringBuilder(MarkdownText.head(1, "Label", "Scores", "ECE", "MCE", "Brier score"));
    perLabel.forEach(curve -> table.append(row(curve)));
    return table.append(row(pooled)).toString();
  }

  private static String row(Curve curve) {
    return MarkdownText.row(
        List.of(
            MarkdownText.escape(curve.name()),
            String.valueOf(curve.count()),
            decimal(curve.expectedCalibrationError()),
            decimal(curve.maximumCalibrationError()),
            decimal(curve.brierScore())));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * Draws the reliability diagram of all scores together.
   *
   * @return an SVG document
   */
  public String toSvg() {
    return pooled.toSvg();
  }
}
