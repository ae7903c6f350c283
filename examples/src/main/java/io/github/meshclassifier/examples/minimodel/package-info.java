/**
 * How the model in mesh-model-mini was made: the data split, the training and the packaging. Start
 * with {@link io.github.meshclassifier.examples.minimodel.TrainMiniModel}.
 *
 * <p>Applications need nothing of this. It is the one place outside the libraries that uses their
 * {@code internal} packages, which may change in any release: storing weights as int8 is no part of
 * the public API.
 */
@NullMarked
package io.github.meshclassifier.examples.minimodel;

import org.jspecify.annotations.NullMarked;
