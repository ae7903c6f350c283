/**
 * Loads a model into the inference engine and runs token sequences of all callers through it in
 * batches, one batch at a time on each device.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.engine;

import org.jspecify.annotations.NullMarked;
