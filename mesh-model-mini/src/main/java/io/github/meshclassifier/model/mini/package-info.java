/**
 * Where the bundled model is on the class path. Applications need nothing of this: {@code
 * MeshClassifier.loadBundled()} of mesh-infer finds the model by itself.
 */
package io.github.meshclassifier.model.mini;
