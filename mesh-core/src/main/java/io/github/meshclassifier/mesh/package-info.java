/**
 * The MeSH vocabulary: descriptors, tree numbers and their roots. Start with {@code
 * MeshTree.bundled()}.
 */
@NullMarked
package io.github.meshclassifier.mesh;

import org.jspecify.annotations.NullMarked;
