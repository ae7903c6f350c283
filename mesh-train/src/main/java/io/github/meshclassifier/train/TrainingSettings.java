package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.family.Dropout;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a run as they are in effect.
 *
 * @param batchSize the articles of a step, unless tokensPerBatch is above 0
 * @param tokensPerBatch the most tokens of a step, padding included; 0 to go by batchSize
 * @param microBatchSize the most articles computed at once; 0 for those of a step
 * @param warmupFraction the share of all steps in which the rate rises, unless there is warmupSteps
 * @param warmupSteps the number of steps in which the rate rises
 */
record TrainingSettings(
    int epochs,
    int batchSize,
    int tokensPerBatch,
    int microBatchSize,
    double learningRate,
    double warmupFraction,
    @Nullable Long warmupSteps,
    LearningRateSchedule schedule,
    double weightDecay,
    double maxGradientNorm,
    int maxTokens,
    Dropout dropout,
    long seed,
    TrainingPrecision precision,
    SessionOptions session,
    EpochSelection.Rule selection) {

  /** The steps over which the learning rate rises, of a run of so many steps. */
  long warmupSteps(long totalSteps) {
    return warmupSteps != null ? warmupSteps : Math.round(warmupFraction * totalSteps);
  }

  /** The learning rate of a step, which is counted from 0. */
  double learningRate(long step, long totalSteps) {
    return learningRate * schedule.factor(step, warmupSteps(totalSteps), totalSteps);
  }
}
