/**
 * How fast the library is, beside what DJL offers for the same work.
 *
 * <p>Start with {@link io.github.meshclassifier.benchmarks.Suite}.
 */
@NullMarked
package io.github.meshclassifier.benchmarks;

import org.jspecify.annotations.NullMarked;
