/**
 * Classifies biomedical text with a fine-tuned transformer. Start with {@link
 * io.github.meshclassifier.infer.MeshClassifier#load}; what is handed a classifier takes an {@link
 * io.github.meshclassifier.infer.ArticleClassifier}.
 *
 * @serial exclude
 */
@NullMarked
package io.github.meshclassifier.infer;

import org.jspecify.annotations.NullMarked;
