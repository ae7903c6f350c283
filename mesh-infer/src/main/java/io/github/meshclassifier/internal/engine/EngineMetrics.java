package io.github.meshclassifier.internal.engine;

import java.time.Duration;

/**
 * What an engine has done, all of one moment. A sequence is a text, or one window of a text.
 *
 * @param sequences sequences that were computed
 * @param failed sequences that could not be computed
 * @param abandoned sequences that were not computed because nobody waited for them any more
 * @param rejected texts that were refused because too many waited
 * @param waiting sequences that wait now
 * @param batches batches that were computed
 * @param tokens tokens of the computed sequences
 * @param computedTokens the same with padding
 * @param programTime how long the program ran, in sum
 * @param queueTime how long computed sequences waited for their batch to begin, in sum
 * @param longestQueueTime the longest such time of one sequence
 */
public record EngineMetrics(
    long sequences,
    long failed,
    long abandoned,
    long rejected,
    int waiting,
    long batches,
    long tokens,
    long computedTokens,
    Duration programTime,
    Duration queueTime,
    Duration longestQueueTime) {}
