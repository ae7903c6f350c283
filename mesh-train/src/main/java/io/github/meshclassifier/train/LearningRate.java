package io.github.meshclassifier.train;

import org.jspecify.annotations.Nullable;

/**
 * The learning rate over the steps of a run.
 *
 * @param peak the rate after the warmup
 * @param warmupFraction the share of all steps in which the rate rises, unless there is warmupSteps
 * @param warmupSteps the number of steps in which the rate rises
 */
record LearningRate(
    double peak, double warmupFraction, @Nullable Long warmupSteps, LearningRateSchedule schedule) {

  /** The steps over which the rate rises, of a run of so many steps. */
  long warmupSteps(long totalSteps) {
    return warmupSteps != null ? warmupSteps : Math.round(warmupFraction * totalSteps);
  }

  /** The rate of a step, which is counted from 0. */
  double at(long step, long totalSteps) {
    return peak * schedule.factor(step, warmupSteps(totalSteps), totalSteps);
  }
}
