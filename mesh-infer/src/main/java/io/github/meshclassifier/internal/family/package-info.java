/**
 * The families of models: configuration, weights and program of each.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.family;

import org.jspecify.annotations.NullMarked;
