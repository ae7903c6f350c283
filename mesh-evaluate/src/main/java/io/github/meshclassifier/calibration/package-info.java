/**
 * How a model's scores become reliable probabilities, and labels that suit a goal: calibration,
 * reliability, and thresholds tuned on validation articles. Start with {@link ThresholdTuning} and
 * {@link Calibration}; {@link DecisionRule} is what a model keeps of them.
 */
@NullMarked
package io.github.meshclassifier.calibration;

import org.jspecify.annotations.NullMarked;
