package io.github.meshclassifier.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A data set in three parts.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>Articles that are the same, as {@link Dataset.DuplicateGroup.MatchedBy} defines it, are always
 * in one part, also if they are the same only through a third article. So articles that {@link
 * Dataset#withoutDuplicates()} would drop do no harm. Each part lists its articles by PMID. Which
 * articles are in a part, and their order, depend on the articles and the seed alone, not on the
 * order they were read in, and are the same on every platform.
 *
 * @param training what a model learns from
 * @param validation what chooses the epoch and thresholds; may be empty
 * @param test what nothing but the final measurement sees; may be empty
 */
public record Split(Dataset training, Dataset validation, Dataset test) {
  private static final int PARTS = 3;
  private static final int LEFT_OUT = -1;

  /** What a temporal split does with articles whose year of publication is unknown. */
  public enum Undated {
    /** They go into training: a test by time must not contain what may be old. */
    INTO_TRAINING,
    /** They are in no part. */
    LEAVE_OUT
  }

  /**
   * Requires all parts.
   *
   * @param training what a model learns from
   * @param validation what chooses the epoch and thresholds
   * @param test what nothing but the final measurement sees
   * @throws NullPointerException if one is null
   */
  public Split {
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(validation, "validation");
    Objects.requireNonNull(test, "test");
  }

  /**
   * Splits so that each part has its share of every label, rare ones too, by iterative
   * stratification (K. Sechidis, G. Tsoumakas and I. Vlahavas, <a
   * href="https://doi.org/10.1007/978-3-642-23808-6_10">On the Stratification of Multi-Label
   * Data</a>, ECML PKDD 2011).
   *
   * <p>Sizes come close to what is asked for, labels having priority; a part may be empty if there
   * are few articles. With <i>n</i> articles and <i>m</i> labels it takes O(n log n + m²) time.
   *
   * @param dataset the articles
   * @param fractions how large the parts are to be; one of 0 gives an empty part
   * @param seed what decides between choices that are equally good
   * @return the parts
   * @throws IllegalArgumentException if the data set is empty
   */
  public static Split stratified(Dataset dataset, Fractions fractions, long seed) {
    List<SplitUnit> units = units(dataset);
    int[] parts =
        IterativeStratification.assign(units, dataset.scheme().size(), fractions.toArray(), seed);
    List<Dataset> datasets = parts(dataset, units, parts, PARTS);
    return new Split(datasets.get(0), datasets.get(1), datasets.get(2));
  }

  /**
   * Splits for cross-validation of what needs no validation, such as the baselines: every article
   * is in the test part of one split, and in the training part of all others. Validation parts are
   * empty.
   *
   * <p>The folds are stratified as {@link #stratified} does it, in the same time.
   *
   * @param dataset the articles
   * @param count how many folds, at least 2
   * @param seed what decides between choices that are equally good
   * @return one split for each fold
   * @throws IllegalArgumentException if there are fewer than 2 folds, or fewer different articles
   *     than folds
   */
  public static List<Split> folds(Dataset dataset, int count, long seed) {
    if (count < 2) {
      throw new IllegalArgumentException("the number of folds must be at least 2, was " + count);
    }
    List<SplitUnit> units = units(dataset);
    if (units.size() < count) {
      throw new IllegalArgumentException(
          count + " folds need as many different articles, found " + units.size());
    }
    double[] fractions = new double[count];
    Arrays.fill(fractions, 1.0 / count);
    int[] folds = IterativeStratification.assign(units, dataset.scheme().size(), fractions, seed);
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      int tested = fold;
      int[] parts = Arrays.stream(folds).map(f -> f == tested ? 1 : 0).toArray();
      List<Dataset> datasets = parts(dataset, units, parts, 2);
      splits.add(new Split(datasets.get(0), dataset.withRows(List.of()), datasets.get(1)));
    }
    return List.copyOf(splits);
  }

  /**
   * Splits for cross-validation: every article is in the test part of one split, and of each other
   * split in the training or the validation part. Choosing the epoch and thresholds by the test
   * part would make the test look too good.
   *
   * <p>Test parts are those of {@link #folds(Dataset, int, long)}; the other articles of a fold are
   * divided as {@link #stratified} does it.
   *
   * @param dataset the articles
   * @param count how many folds, at least 2
   * @param validation the share of the articles outside of the test part that goes into the
   *     validation part, in [0, 1]
   * @param seed what decides between choices that are equally good
   * @return one split for each fold
   * @throws IllegalArgumentException if there are fewer than 2 folds, or fewer different articles
   *     than folds, or the share is not in [0, 1]
   */
  public static List<Split> folds(Dataset dataset, int count, double validation, long seed) {
    Fractions fractions = new Fractions(1 - validation, validation, 0);
    return folds(dataset, count, seed).stream()
        .map(
            fold -> {
              Split rest = stratified(fold.training(), fractions, seed);
              return new Split(rest.training(), rest.validation(), fold.test());
            })
        .toList();
  }

  /**
   * Splits by year of publication, to measure how a model does on articles that are newer than all
   * it has learned from. It takes O(n log n) time and uses no random numbers.
   *
   * <p>Articles that are the same go where the oldest of them belongs.
   *
   * @param dataset the articles
   * @param validationFrom the first year of the validation part; older articles are for training
   * @param testFrom the first year of the test part, not before {@code validationFrom}; if it is
   *     the same there is no validation part
   * @param undated what becomes of articles without a year
   * @return the parts, any of which may be empty
   * @throws IllegalArgumentException if the data set is empty, or the test is to begin before the
   *     validation
   */
  public static Split temporal(Dataset dataset, int validationFrom, int testFrom, Undated undated) {
    Objects.requireNonNull(undated, "undated");
    if (testFrom < validationFrom) {
      throw new IllegalArgumentException(
          "the test part must not begin before the validation part, was "
              + testFrom
              + " against "
              + validationFrom);
    }
    List<SplitUnit> units = units(dataset);
    int[] parts = new int[units.size()];
    for (int i = 0; i < parts.length; i++) {
      OptionalInt year =
          units.get(i).rows().stream().flatMapToInt(row -> row.article().year().stream()).min();
      if (year.isEmpty()) {
        parts[i] = undated == Undated.LEAVE_OUT ? LEFT_OUT : 0;
      } else {
        parts[i] = year.getAsInt() < validationFrom ? 0 : year.getAsInt() < testFrom ? 1 : 2;
      }
    }
    List<Dataset> datasets = parts(dataset, units, parts, PARTS);
    return new Split(datasets.get(0), datasets.get(1), datasets.get(2));
  }

  private static List<SplitUnit> units(Dataset dataset) {
    if (dataset.isEmpty()) {
      throw new IllegalArgumentException(
          "an empty data set cannot be split; Dataset.leftOut() says why articles are not in it");
    }
    return SplitUnit.of(dataset.rows());
  }

  private static List<Dataset> parts(
      Dataset dataset, List<SplitUnit> units, int[] parts, int count) {
    List<List<Row>> rows = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      rows.add(new ArrayList<>());
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != LEFT_OUT) {
        rows.get(parts[i]).addAll(units.get(i).rows());
      }
    }
    rows.forEach(part -> part.sort(Row.BY_CONTENT));
    return rows.stream().map(dataset::withRows).toList();
  }

  /** Returns the sizes of the parts. */
  @Override
  public String toString() {
    return "Split[training "
        + training.size()
        + ", validation "
        + validation.size()
        + ", test "
        + test.size()
        + "]";
  }

  /**
   * How large the parts of a split are to be.
   *
   * <p>Immutable and thread-safe.
   *
   * @param training the share for training, in [0, 1]
   * @param validation the share that chooses the epoch and thresholds, in [0, 1]
   * @param test the share that nothing but the final measurement sees, in [0, 1]
   */
  public record Fractions(double training, double validation, double test) {
    private static final double TOLERANCE = 1e-9;

    /**
     * Requires shares of a whole.
     *
     * @param training the share for training, in [0, 1]
     * @param validation the share for validation, in [0, 1]
     * @param test the share for the test, in [0, 1]
     * @throws IllegalArgumentException if one is not in [0, 1], or their sum is not 1 within 1e-9
     */
    public Fractions {
      require("training", training);
      require("validation", validation);
      require("test", test);
      double sum = training + validation + test;
      if (Math.abs(sum - 1) > TOLERANCE) {
        throw new IllegalArgumentException(
            "the fractions of a split must add up to 1, were "
                + training
                + " + "
                + validation
                + " + "
                + test
                + " = "
                + sum);
      }
    }

    private static void require(String name, double fraction) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "the fraction for " + name + " must be between 0 and 1, was " + fraction);
      }
    }

    double[] toArray() {
      return new double[] {training, validation, test};
    }
  }
}
