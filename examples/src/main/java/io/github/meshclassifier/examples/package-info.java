/**
 * Runnable examples of the library, each a main of its own. Start with {@link
 * io.github.meshclassifier.examples.ClassifyAbstracts}.
 */
@NullMarked
package io.github.meshclassifier.examples;

import org.jspecify.annotations.NullMarked;
