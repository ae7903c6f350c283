/**
 * Fine-tuning of pretrained transformers into multi-label classifiers. Start with {@link
 * io.github.meshclassifier.train.MeshTrainer#builder}.
 */
@NullMarked
package io.github.meshclassifier.train;

import org.jspecify.annotations.NullMarked;
