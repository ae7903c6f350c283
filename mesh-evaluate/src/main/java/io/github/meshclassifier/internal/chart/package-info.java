/**
 * Charts drawn as SVG, for the reports of all modules. Not an API; start with {@link
 * io.github.meshclassifier.internal.chart.LineChart}.
 */
@NullMarked
package io.github.meshclassifier.internal.chart;

import org.jspecify.annotations.NullMarked;
