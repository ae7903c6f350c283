/**
 * Strict JSON, with the place of what is wrong in every error.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.json;

import org.jspecify.annotations.NullMarked;
