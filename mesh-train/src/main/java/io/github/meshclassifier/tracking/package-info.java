/**
 * What training runs did, kept in files and compared: JSON lines, TensorBoard's event files,
 * MLflow. Start with {@link io.github.meshclassifier.tracking.RunTracker} to keep a run and with
 * {@link io.github.meshclassifier.tracking.RunComparison} to compare many.
 */
@NullMarked
package io.github.meshclassifier.tracking;

import org.jspecify.annotations.NullMarked;
