/**
 * Preparing articles for training: de-duplication, splits that keep duplicates together, checks for
 * leakage and an audit of the labels. Start with {@link io.github.meshclassifier.dataset.Dataset}.
 */
@NullMarked
package io.github.meshclassifier.dataset;

import org.jspecify.annotations.NullMarked;
