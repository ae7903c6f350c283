/** Classifies biomedical text with a fine-tuned encoder. Start with {@code MeshClassifier.load}. */
@NullMarked
package io.github.meshclassifier.infer;

import org.jspecify.annotations.NullMarked;
