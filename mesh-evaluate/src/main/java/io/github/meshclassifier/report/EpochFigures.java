package io.github.meshclassifier.report;

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
