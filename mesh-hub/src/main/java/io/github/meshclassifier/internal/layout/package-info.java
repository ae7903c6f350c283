/**
 * How the files of a transformers model are named.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.layout;

import org.jspecify.annotations.NullMarked;
