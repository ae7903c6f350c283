/**
 * Model files on disk: configuration, weights and the manifest of a classifier. Start with {@link
 * io.github.meshclassifier.internal.checkpoint.ModelFiles}.
 *
 * <p>Not part of the public API: anything here may change at any time.
 */
@NullMarked
package io.github.meshclassifier.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
