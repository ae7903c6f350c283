package io.github.meshclassifier.benchmarks;

/**
 * A matrix of 8-bit integers in row-major order.
 *
 * @param values the integers, from -127 to 127
 * @param scales what the integers of each column count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Int8Matrix(byte[] values, float[] scales) {}
