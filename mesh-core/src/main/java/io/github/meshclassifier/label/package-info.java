/**
 * Label schemes: which labels an article can carry and how its headings become labels. Start with
 * {@link io.github.meshclassifier.label.LabelScheme}.
 *
 * @serial exclude
 */
@NullMarked
package io.github.meshclassifier.label;

import org.jspecify.annotations.NullMarked;
