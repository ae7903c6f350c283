/**
 * Classifies biomedical text with a fine-tuned transformer. Start with {@link
 * io.github.meshclassifier.infer.MeshClassifier#load}.
 */
@NullMarked
package io.github.meshclassifier.infer;

import org.jspecify.annotations.NullMarked;
