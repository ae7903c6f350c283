package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.backbone.Dropout;

/** The numbers of a run as they are in effect. */
record TrainingSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double warmupFraction,
    LearningRateSchedule schedule,
    double weightDecay,
    double maxGradientNorm,
    int maxTokens,
    Dropout dropout,
    long seed,
    TrainingPrecision precision) {

  /** The steps over which the learning rate rises, of a run of so many steps. */
  long warmupSteps(long totalSteps) {
    return Math.round(warmupFraction * totalSteps);
  }
}
