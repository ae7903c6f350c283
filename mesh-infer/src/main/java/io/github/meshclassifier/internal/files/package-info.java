/**
 * The files of one model, read and written, wherever they are.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.files;

import org.jspecify.annotations.NullMarked;
