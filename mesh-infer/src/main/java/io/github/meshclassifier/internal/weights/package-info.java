/**
 * Weight files: safetensors and what {@code torch.save} writes, read without running anything they
 * hold.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.weights;

import org.jspecify.annotations.NullMarked;
