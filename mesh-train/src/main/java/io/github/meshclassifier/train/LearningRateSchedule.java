package io.github.meshclassifier.train;

/**
 * How the learning rate moves over a training run, as in transformers' schedules of the same names.
 *
 * <p>Every schedule first rises linearly from 0 over the warmup steps; the first step of a run with
 * warmup therefore has rate 0.
 */
public enum LearningRateSchedule {
  /** After the warmup, falls linearly to 0 at the last step. */
  LINEAR {
    @Override
    double decay(double progress) {
      return 1 - progress;
    }
  },
  /** After the warmup, falls along half a cosine to 0 at the last step. */
  COSINE {
    @Override
    double decay(double progress) {
      return 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    }
  },
  /** After the warmup, stays. */
  CONSTANT {
    @Override
    double decay(double progress) {
      return 1;
    }
  };

  /**
   * The factor on the peak rate, for progress in [0, 1] from the end of the warmup to the last
   * step.
   */
  abstract double decay(double progress);

  /** The factor on the peak rate at a step, counted from 0. */
  double factor(long step, long warmupSteps, long totalSteps) {
    if (step < warmupSteps) {
      return (double) step / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return decay(Math.min(1, progress));
  }
}
