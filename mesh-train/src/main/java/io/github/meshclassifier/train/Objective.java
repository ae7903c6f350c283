package io.github.meshclassifier.train;

import org.jspecify.annotations.Nullable;

/**
 * What a run minimizes.
 *
 * @param labelSmoothing s in [0, 1): targets y become y (1 - s) + s / 2
 * @param teacher who has a share in the targets; null for nobody
 */
record Objective(TrainingLoss loss, double labelSmoothing, @Nullable Teacher teacher) {}
