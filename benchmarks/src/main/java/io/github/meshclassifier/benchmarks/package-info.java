/**
 * How fast the library is, beside ONNX Runtime and DJL doing the same work.
 *
 * <p>Start with {@link io.github.meshclassifier.benchmarks.Suite}.
 */
@NullMarked
package io.github.meshclassifier.benchmarks;

import org.jspecify.annotations.NullMarked;
