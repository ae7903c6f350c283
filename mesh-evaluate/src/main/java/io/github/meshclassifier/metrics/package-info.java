/**
 * Multi-label metrics and the thresholds that turn scores into labels. Start with {@link
 * Evaluation}.
 */
@NullMarked
package io.github.meshclassifier.metrics;

import org.jspecify.annotations.NullMarked;
