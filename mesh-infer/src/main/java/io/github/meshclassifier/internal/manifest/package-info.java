/**
 * The manifest of a classifier: its labels, thresholds, calibration and origin.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.manifest;

import org.jspecify.annotations.NullMarked;
