package io.github.meshclassifier.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The decision thresholds that turn scores into labels, in the order of the labels.
 *
 * <p>A label is predicted if and only if its score is strictly greater than its threshold; a score
 * equal to the threshold does not predict the label. Training, evaluation and prediction all decide
 * through {@link #predicts}. A {@code float} score is widened to {@code double} exactly and then
 * compared with the {@code double} threshold, so the outcome is the same whichever of the two types
 * carries the score. A consequence of exact comparison: {@code 0.3f}, which is slightly greater
 * than {@code 0.3}, is above the threshold {@code 0.3}.
 *
 * <p>Every threshold is finite and in [0, 1). With 0 any positive score predicts the label; 1 is
 * excluded because no probability exceeds it.
 *
 * <p>Immutable and thread-safe.
 */
public final class Thresholds {

  /** The threshold of {@link #DEFAULT}: 0.5, where a label is more likely than not. */
  public static final double DEFAULT_THRESHOLD = 0.5;

  /** {@link #DEFAULT_THRESHOLD} for every label. */
  public static final Thresholds DEFAULT = uniform(DEFAULT_THRESHOLD);

  private final boolean uniform;

  /** One value if uniform, else one for each label. */
  private final double[] values;

  private Thresholds(boolean uniform, double[] values) {
    this.uniform = uniform;
    this.values = values;
  }

  /**
   * Returns one threshold for all labels. It fits any number of labels.
   *
   * @param threshold the threshold, in [0, 1)
   * @return thresholds that are the same for every label
   * @throws IllegalArgumentException if the threshold is not finite or outside [0, 1)
   */
  public static Thresholds uniform(double threshold) {
    if (!isValid(threshold)) {
      throw new IllegalArgumentException("threshold must be in [0, 1), was " + threshold);
    }
    return new Thresholds(true, new double[] {canonical(threshold)});
  }

  /**
   * Returns thresholds of their own for each label. They fit this number of labels alone.
   *
   * @param thresholds one threshold for each label in the order of the labels, each in [0, 1);
   *     copied
   * @return thresholds per label
   * @throws IllegalArgumentException if the list is empty or a threshold is not finite or outside
   *     [0, 1)
   * @throws NullPointerException if the list or one of its elements is null
   */
  public static Thresholds of(List<Double> thresholds) {
    List<Double> copy = List.copyOf(thresholds);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException(
          "thresholds must hold one value for each label, was empty");
    }
    double[] values = new double[copy.size()];
    for (int label = 0; label < values.length; label++) {
      double threshold = copy.get(label);
      if (!isValid(threshold)) {
        throw new IllegalArgumentException(
            "threshold of label index " + label + " must be in [0, 1), was " + threshold);
      }
      values[label] = canonical(threshold);
    }
    return new Thresholds(false, values);
  }

  /**
   * Returns whether one threshold holds for all labels.
   *
   * @return true for {@link #uniform(double)}, false for {@link #of(List)}, whatever its values
   */
  public boolean isUniform() {
    return uniform;
  }

  /**
   * Returns the number of labels these thresholds fit.
   *
   * @return the number of thresholds, at least 1, or empty for uniform ones, which fit any number
   */
  public OptionalInt labelCount() {
    return uniform ? OptionalInt.empty() : OptionalInt.of(values.length);
  }

  /**
   * Returns the threshold of a label.
   *
   * @param label the index of the label, from 0
   * @return its threshold, in [0, 1)
   * @throws IndexOutOfBoundsException if the index is negative or there is no threshold for it
   */
  public double get(int label) {
    if (label < 0 || (!uniform && label >= values.length)) {
      throw new IndexOutOfBoundsException(
          "label index "
              + label
              + ", expected "
              + (uniform ? "0 or more" : "0 to " + (values.length - 1)));
    }
    return values[uniform ? 0 : label];
  }

  /**
   * Returns the thresholds of a number of labels, uniform ones repeated.
   *
   * @param labelCount the number of labels, at least 1
   * @return an unmodifiable list of that length in the order of the labels; {@link #of(List)} takes
   *     it back
   * @throws IllegalArgumentException if these thresholds do not fit that number of labels
   */
  public List<Double> toList(int labelCount) {
    checkFits(labelCount);
    if (uniform) {
      return Collections.nCopies(labelCount, values[0]);
    }
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return Collections.unmodifiableList(list);
  }

  /**
   * Checks that there is a threshold for each label and no more.
   *
   * @param labelCount the number of labels, at least 1
   * @throws IllegalArgumentException if the number is less than 1, or these thresholds are per
   *     label and of another number
   */
  public void checkFits(int labelCount) {
    if (labelCount < 1) {
      throw new IllegalArgumentException("thresholds need at least 1 label, was " + labelCount);
    }
    if (!uniform && values.length != labelCount) {
      throw new IllegalArgumentException(
          "expected one threshold for each of "
              + labelCount
              + " labels, found "
              + values.length
              + "; give as many thresholds as labels, in their order, or a uniform one");
    }
  }

  /**
   * Returns whether a score predicts a label: {@code score > get(label)}.
   *
   * @param label the index of the label, from 0
   * @param score the score of the label, a probability
   * @return whether the score is strictly greater than the threshold
   * @throws IllegalArgumentException if the score is NaN
   * @throws IndexOutOfBoundsException if there is no threshold for the index
   */
  public boolean predicts(int label, double score) {
    double threshold = get(label);
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "score of label index " + label + " is NaN, expected a probability in [0, 1]");
    }
    return score > threshold;
  }

  private static boolean isValid(double threshold) {
    // NaN fails both comparisons.
    return threshold >= 0 && threshold < 1;
  }

  /** Makes -0.0 and 0.0, which decide alike, equal as values too. */
  private static double canonical(double threshold) {
    return threshold + 0.0;
  }

  /**
   * Returns whether the other object holds the same thresholds. A uniform threshold never equals
   * thresholds per label, since they fit different numbers of labels.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Thresholds that
        && uniform == that.uniform
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Boolean.hashCode(uniform) + Arrays.hashCode(values);
  }

  /** Returns {@code "0.5 for every label"} or the thresholds as a list, {@code "[0.4, 0.55]"}. */
  @Override
  public String toString() {
    return uniform ? values[0] + " for every label" : Arrays.toString(values);
  }
}
