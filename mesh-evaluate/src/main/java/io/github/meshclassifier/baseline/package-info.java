/**
 * Classifiers in plain Java to compare a transformer with: what the frequencies of the labels alone
 * reach, and what words alone. Start with {@link TfidfLogisticRegression}.
 */
@NullMarked
package io.github.meshclassifier.baseline;

import org.jspecify.annotations.NullMarked;
