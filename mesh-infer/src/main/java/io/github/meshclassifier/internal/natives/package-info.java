/**
 * Native libraries: where they are unpacked, how they are loaded, and what to do if they cannot be.
 *
 * <p>Not part of the public API; anything here may change in any release. Start with {@link
 * io.github.meshclassifier.internal.natives.PyTorchNatives}.
 */
@NullMarked
package io.github.meshclassifier.internal.natives;

import org.jspecify.annotations.NullMarked;
