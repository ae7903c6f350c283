package io.github.meshclassifier.report;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.page.PageFiles;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How good a classifier is on articles whose labels are known: every metric with a confidence
 * interval, each label, baselines beside it, and the results of its training and tuning.
 *
 * <pre>{@code
 * EvaluationReport report =
 *     EvaluationReport.builder("Test of my model", articles, thresholds)
 *         .baseline("constant", constantScores, Thresholds.DEFAULT)
 *         .build();
 * System.out.println(report.toText());
 * report.write(Path.of("report"));
 * }</pre>
 *
 * <p>{@link Builder#build} computes all figures once; afterwards the report keeps neither articles
 * nor scores. The same articles and settings give the same report, to the byte, on every machine.
 *
 * <p>Immutable and thread-safe.
 */
public final class EvaluationReport {
  /** The metrics in which the model is compared with baselines. */
  public static final List<Metric> COMPARED_METRICS =
      List.of(
          Metric.MICRO_F1,
          Metric.MACRO_F1,
          Metric.SAMPLES_F1,
          Metric.EXACT_MATCH,
          Metric.MACRO_AVERAGE_PRECISION);

  private final ReportContext context;
  private final Measurements measurements;
  private final @Nullable Measurements withoutCheckTags;
  private final ChartFigures chartFigures;

  private EvaluationReport(
      ReportContext context,
      Measurements measurements,
      @Nullable Measurements withoutCheckTags,
      ChartFigures chartFigures) {
    this.context = context;
    this.measurements = measurements;
    this.withoutCheckTags = withoutCheckTags;
    this.chartFigures = chartFigures;
  }

  /**
   * Starts a report.
   *
   * @param title what the report is called
   * @param articles the expected labels of the articles and the model's scores
   * @param thresholds where the model decides
   * @return a builder without baselines
   * @throws IllegalArgumentException if the title is blank, or the thresholds do not fit the number
   *     of labels
   */
  public static Builder builder(String title, ScoredArticles articles, Thresholds thresholds) {
    return new Builder(title, articles, thresholds);
  }

  /**
   * Returns the title.
   *
   * @return as given
   */
  public String title() {
    return context.title();
  }

  /**
   * Returns the model's decisions on all labels.
   *
   * @return what {@link ScoredArticles#evaluate} gives of the articles
   */
  public Evaluation evaluation() {
    return measurements.model().evaluation();
  }

  /**
   * Returns the figures of the model and its baselines on all labels.
   *
   * @return the figures
   */
  public Measurements measurements() {
    return measurements;
  }

  /**
   * Returns the same figures with the labels ignored that articles have from check tags alone.
   *
   * @return the figures, or empty unless {@link Builder#withoutCheckTags} was called
   */
  public Optional<Measurements> withoutCheckTags() {
    return Optional.ofNullable(withoutCheckTags);
  }

  /**
   * Returns how the intervals were computed.
   *
   * @return the resampling
   */
  public Resampling resampling() {
    return context.resampling();
  }

  /**
   * Returns the epochs of the model's training.
   *
   * @return as given to {@link Builder#history}, unmodifiable; empty unless it was called
   */
  public List<EpochFigures> history() {
    return context.history();
  }

  ReportContext context() {
    return context;
  }

  ChartFigures chartFigures() {
    return chartFigures;
  }

  /**
   * Returns the report as plain text: the table of {@link Evaluation#toTable}, which equals
   * scikit-learn's classification_report, and all figures that are not per label.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toText() {
    return new ReportPage(this).text().toText();
  }

  /**
   * Returns the report as GitHub's Markdown, with the charts as links to the files of {@link
   * #write}.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toMarkdown() {
    return new ReportPage(this).full().toMarkdown();
  }

  /**
   * Returns the report as one HTML document with the charts in it, which needs no network.
   *
   * @return the document
   */
  public String toHtml() {
    return new ReportPage(this).full().toHtml();
  }

  /**
   * Returns all figures as JSON.
   *
   * <p>The documentation of this package names the keys. Numbers are exact; one that is undefined
   * is {@code null}.
   *
   * @return an object in ASCII, indented, that ends with {@code '\n'}
   */
  public String toJson() {
    return ReportJson.of(this);
  }

  /**
   * Writes {@code report.txt}, {@code report.md}, {@code report.json}, {@code report.html} and the
   * charts as SVG files. What has one of these names is replaced, other files stay; each file is
   * there whole or not at all.
   *
   * @param directory where to; made if it is not there
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory) throws IOException {
    Map<String, String> files = new ReportPage(this).full().files("report");
    files.put("report.txt", toText());
    files.put("report.json", toJson());
    PageFiles.write(directory, files);
  }

  /** Returns {@link #toText()}. */
  @Override
  public String toString() {
    return toText();
  }

  /**
   * Collects what a report is about.
   *
   * <p>Not thread-safe; one per thread. Each setting but {@link #baseline} can be made once.
   */
  public static final class Builder {
    private final String title;
    private final ScoredArticles articles;
    private final Thresholds thresholds;
    private final Map<String, Baseline> baselines = new LinkedHashMap<>();
    private @Nullable String model;
    private @Nullable String data;
    private @Nullable Map<String, String> labelTitles;
    private @Nullable ThresholdProfile thresholdProfile;
    private @Nullable Integer meshYear;
    private @Nullable ScoredArticles withoutCheckTags;
    private @Nullable List<EpochFigures> history;
    private @Nullable Reliability reliability;
    private @Nullable ThresholdTuning thresholdTuning;
    private @Nullable Resampling resampling;

    private record Baseline(ScoredArticles articles, Thresholds thresholds) {}

    private Builder(String title, ScoredArticles articles, Thresholds thresholds) {
      this.title = notBlank("title", title);
      this.articles = articles;
      this.thresholds = thresholds;
      thresholds.checkFits(articles.labels().size());
    }

    /**
     * Sets what the model is called. Default: {@code Model}.
     *
     * @param name the name
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     * @throws IllegalStateException if it was set before
     */
    public Builder model(String name) {
      model = once("model", model, notBlank("model", name));
      return this;
    }

    /**
     * Sets what the articles are. Default: nothing is said.
     *
     * @param description a line, such as {@code test split of my-articles.csv}
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     * @throws IllegalStateException if it was set before
     */
    public Builder data(String description) {
      data = once("data", data, notBlank("data", description));
      return this;
    }

    /**
     * Sets what labels are called beside their ids. Default: nothing.
     *
     * @param titles titles by the ids of labels; an id that has none is shown alone; copied
     * @return this builder
     * @throws IllegalArgumentException if an id is not one of the labels
     * @throws IllegalStateException if it was set before
     */
    public Builder labelTitles(Map<String, String> titles) {
      for (String id : titles.keySet()) {
        if (!articles.labels().contains(id)) {
          throw new IllegalArgumentException(
              "no label "
                  + Printable.quote(id)
                  + " in this report, expected one of "
                  + Printable.list(articles.labels()));
        }
      }
      labelTitles = once("labelTitles", labelTitles, Map.copyOf(titles));
      return this;
    }

    /**
     * Sets what the thresholds were tuned for. Default: nothing is said.
     *
     * @param profile the profile whose thresholds these are
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder thresholdProfile(ThresholdProfile profile) {
      thresholdProfile = once("thresholdProfile", thresholdProfile, profile);
      return this;
    }

    /**
     * Sets the year of the MeSH vocabulary that the expected labels are of. Default: nothing is
     * said.
     *
     * @param year a year such as 2024
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder meshYear(int year) {
      meshYear = once("meshYear", meshYear, year);
      return this;
    }

    /**
     * Sets the same articles with the labels ignored that they have from check tags alone. Every
     * table then has the figures without them beside those of all labels. Default: none.
     *
     * @param sameArticles the same articles and scores in the same order, with some cells ignored
     * @return this builder
     * @throws IllegalArgumentException if labels, number of articles, or an expected label or score
     *     that is not ignored differ
     * @throws IllegalStateException if it was set before
     */
    public Builder withoutCheckTags(ScoredArticles sameArticles) {
      SameArticles.checkWithoutCheckTags(articles, sameArticles);
      withoutCheckTags = once("withoutCheckTags", withoutCheckTags, sameArticles);
      return this;
    }

    /**
     * Adds a model to compare with. Default: none.
     *
     * @param name what it is called
     * @param scores its scores of the same articles in the same order
     * @param decides where it decides
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or was given before, the thresholds do
     *     not fit the number of labels, or labels, number of articles, an expected label or an
     *     ignored cell differ
     */
    public Builder baseline(String name, ScoredArticles scores, Thresholds decides) {
      notBlank("baseline", name);
      try {
        // Pairing refuses other articles; doing it here names the baseline.
        PairedComparison unused = PairedComparison.of(articles, thresholds, scores, decides);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "baseline " + Printable.quote(name) + ": " + e.getMessage(), e);
      }
      if (baselines.putIfAbsent(name, new Baseline(scores, decides)) != null) {
        throw new IllegalArgumentException("baseline " + Printable.quote(name) + " is given twice");
      }
      return this;
    }

    /**
     * Sets the epochs of the model's training. Default: none.
     *
     * @param epochs in their order; copied
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder history(List<EpochFigures> epochs) {
      history = once("history", history, List.copyOf(epochs));
      return this;
    }

    /**
     * Sets whether the scores are probabilities. Default: nothing is said.
     *
     * @param ofArticles the reliability of the scores
     * @return this builder
     * @throws IllegalArgumentException if it has more or fewer labels than the articles
     * @throws IllegalStateException if it was set before
     */
    public Builder calibration(Reliability ofArticles) {
      if (ofArticles.perLabel().size() != articles.labels().size()) {
        throw new IllegalArgumentException(
            "expected a reliability of "
                + articles.labels().size()
                + " labels, was of "
                + ofArticles.perLabel().size());
      }
      reliability = once("calibration", reliability, ofArticles);
      return this;
    }

    /**
     * Sets the result of the tuning of thresholds. Default: nothing is said.
     *
     * @param tuning the tuning, on validation articles
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder thresholdTuning(ThresholdTuning tuning) {
      thresholdTuning = once("thresholdTuning", thresholdTuning, tuning);
      return this;
    }

    /**
     * Sets how intervals and tests are computed. Default: {@link Resampling#DEFAULT}.
     *
     * @param howOften resamples, level and seed
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder resampling(Resampling howOften) {
      resampling = once("resampling", resampling, howOften);
      return this;
    }

    private static String notBlank(String name, String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException(name + " must not be blank");
      }
      return value;
    }

    private static <T> T once(String name, @Nullable T old, T value) {
      if (old != null) {
        throw new IllegalStateException(name + " was set before, to " + old);
      }
      return Objects.requireNonNull(value, name);
    }

    /**
     * Computes all figures, on the threads of the common pool. Takes time of the order of
     * resamples, models, articles and labels.
     *
     * @return the report
     */
    public EvaluationReport build() {
      Resampling howOften = Objects.requireNonNullElse(resampling, Resampling.DEFAULT);
      ReportContext context =
          new ReportContext(
              title,
              Objects.requireNonNullElse(model, "Model"),
              Optional.ofNullable(data),
              Objects.requireNonNullElse(labelTitles, Map.of()),
              Optional.ofNullable(thresholdProfile),
              Optional.ofNullable(meshYear),
              howOften,
              Objects.requireNonNullElse(history, List.of()),
              Optional.ofNullable(reliability),
              Optional.ofNullable(thresholdTuning));
      List<Candidate> candidates = new ArrayList<>();
      candidates.add(new Candidate(context.model(), articles, thresholds));
      baselines.forEach(
          (name, one) -> candidates.add(new Candidate(name, one.articles(), one.thresholds())));
      Measurements all = Candidate.measure(candidates, howOften);
      Measurements without = null;
      if (withoutCheckTags != null) {
        ScoredArticles ignoring = withoutCheckTags;
        without =
            Candidate.measure(
                candidates.stream().map(candidate -> candidate.ignoring(ignoring)).toList(),
                howOften);
      }
      return new EvaluationReport(
          context, all, without, ChartFigures.of(Collections.unmodifiableList(candidates)));
    }
  }

  /**
   * The figures of an epoch of training, with its scores before calibration and a threshold of 0.5.
   *
   * <p>Immutable and thread-safe. A figure that was not measured is NaN.
   *
   * @param epoch the number of the epoch, from 1
   * @param trainingLoss the mean loss of its training steps
   * @param validationLoss the mean loss on the validation articles after it
   * @param microF1 the micro-F1 on the validation articles, in [0, 1]
   * @param macroF1 the macro-F1 on the validation articles, in [0, 1]
   * @param exactMatch the part of the validation articles with all labels right, in [0, 1]
   */
  public record EpochFigures(
      int epoch,
      double trainingLoss,
      double validationLoss,
      double microF1,
      double macroF1,
      double exactMatch) {

    /**
     * Requires valid figures.
     *
     * @param epoch the number of the epoch, from 1
     * @param trainingLoss any number
     * @param validationLoss any number
     * @param microF1 in [0, 1] or NaN
     * @param macroF1 in [0, 1] or NaN
     * @param exactMatch in [0, 1] or NaN
     * @throws IllegalArgumentException if the number is below 1 or a share out of its range
     */
    public EpochFigures {
      if (epoch < 1) {
        throw new IllegalArgumentException("epoch must be 1 or more, was " + epoch);
      }
      checkShare("microF1", epoch, microF1);
      checkShare("macroF1", epoch, macroF1);
      checkShare("exactMatch", epoch, exactMatch);
    }

    private static void checkShare(String name, int epoch, double value) {
      if (value < 0 || value > 1) {
        throw new IllegalArgumentException(
            name + " of epoch " + epoch + " must be in [0, 1] or NaN, was " + value);
      }
    }
  }
}
