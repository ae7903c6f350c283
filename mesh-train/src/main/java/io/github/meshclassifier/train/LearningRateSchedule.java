package io.github.meshclassifier.train;

/**
 * How the learning rate moves over a training run, as in transformers' schedules of the same names.
 *
 * <p>Every schedule first rises linearly from 0 over the warmup steps; the first step of a run with
 * warmup therefore has rate 0.
 */
public enum LearningRateSchedule {
  /** After the warmup, falls linearly to 0 at the last step. */
  LINEAR,
  /** After the warmup, falls along half a cosine to 0 at the last step. */
  COSINE,
  /** After the warmup, stays. */
  CONSTANT;

  /** The factor on the peak rate, for 0 to 1 from the end of the warmup to the last step. */
  private double decay(double progress) {
    return switch (this) {
      case LINEAR -> 1 - progress;
      case COSINE -> 0.5 * (1 + StrictMath.cos(Math.PI * progress));
      case CONSTANT -> 1;
    };
  }

  /** The factor on the peak rate at a step, counted from 0. */
  double factor(long step, long warmupSteps, long totalSteps) {
    if (step < warmupSteps) {
      return (double) step / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return decay(Math.min(1, progress));
  }
}
