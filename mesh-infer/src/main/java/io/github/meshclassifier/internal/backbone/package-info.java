/**
 * The transformers themselves: each architecture is a TorchScript text, its weights are data.
 *
 * <p>Not part of the public API; anything here may change in any release. Start with {@link
 * io.github.meshclassifier.internal.backbone.Program}.
 */
@NullMarked
package io.github.meshclassifier.internal.backbone;

import org.jspecify.annotations.NullMarked;
