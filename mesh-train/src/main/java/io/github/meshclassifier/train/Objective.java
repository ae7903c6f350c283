package io.github.meshclassifier.train;

import org.jspecify.annotations.Nullable;

/**
 * What a run minimizes.
 *
 * @param labelSmoothing s in [0, 1): targets y become y (1 - s) + s / 2
 * @param teacher whose scores are part of the targets; null for none
 */
record Objective(TrainingLoss loss, double labelSmoothing, @Nullable Teacher teacher) {}
