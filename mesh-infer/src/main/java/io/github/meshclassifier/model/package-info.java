/**
 * What every layer below and above a classifier names: the precision and the device of its
 * computations, and its failures.
 */
@NullMarked
package io.github.meshclassifier.model;

import org.jspecify.annotations.NullMarked;
