/**
 * Gathers the token sequences of all callers and runs them in batches, one batch at a time on each
 * device.
 */
@NullMarked
package io.github.meshclassifier.internal.batching;

import org.jspecify.annotations.NullMarked;
