package io.github.meshclassifier.infer;

import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What the caller wants of a model; null stands for the model's own.
 *
 * @param thresholds what decides; not together with a profile
 * @param profile the model's thresholds that decide
 * @param independentLabels whether the caller says that the labels of a model without {@code
 *     problem_type} are independent of each other
 */
record LoadOptions(
    @Nullable Integer maxTokens,
    @Nullable Thresholds thresholds,
    @Nullable ThresholdProfile profile,
    boolean independentLabels,
    ComputeDevice device,
    Precision precision,
    TextOverflow overflow) {}
