/**
 * TorchScript programs built from text.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.program;

import org.jspecify.annotations.NullMarked;
