package io.github.meshclassifier.internal.engine;

import java.time.Duration;

/** What an engine has done, all of one moment: the figures of the public class of the same name. */
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
