package io.github.meshclassifier.train;

/**
 * How many articles make a step.
 *
 * @param articles the articles of a step, unless tokens is above 0
 * @param tokens the most tokens of a step, padding included; 0 to go by articles
 * @param microBatch the most articles computed at once; 0 for those of a step
 */
record Batching(int articles, int tokens, int microBatch) {}
