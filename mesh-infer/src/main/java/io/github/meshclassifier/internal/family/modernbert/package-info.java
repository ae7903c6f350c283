/**
 * ModernBERT.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.family.modernbert;

import org.jspecify.annotations.NullMarked;
