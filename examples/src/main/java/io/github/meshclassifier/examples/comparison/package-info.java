/**
 * Fine-tuned backbones side by side: tables and pictures of their runs. Start with {@link
 * io.github.meshclassifier.examples.comparison.ComparisonReport}.
 *
 * <p>The pictures are SVG, drawn by the classes of this package: two kinds of chart need less code
 * than a charting library needs set-up, and the result is text that looks the same everywhere.
 */
@NullMarked
package io.github.meshclassifier.examples.comparison;

import org.jspecify.annotations.NullMarked;
