/**
 * The list of the families of models.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.families;

import org.jspecify.annotations.NullMarked;
