package io.github.meshclassifier.internal.engine;

import java.time.Duration;
import java.util.List;

/** Counts what an engine does. Guarded by the engine's lock. */
final class EngineCounters {
  private final boolean padded;
  private long sequences;
  private long failed;
  private long abandoned;
  private long rejected;
  private long batches;
  private long tokens;
  private long computedTokens;
  private long programNanos;
  private long queueNanos;
  private long longestQueueNanos;

  EngineCounters(boolean padded) {
    this.padded = padded;
  }

  void computed(List<WaitingSequence> batch, long begin, long end) {
    long sum = 0;
    long longest = 0;
    for (WaitingSequence sequence : batch) {
      longest = Math.max(longest, sequence.length());
      sum += sequence.length();
      long waited = begin - sequence.since();
      queueNanos += waited;
      longestQueueNanos = Math.max(longestQueueNanos, waited);
    }
    sequences += batch.size();
    batches++;
    tokens += sum;
    computedTokens += padded ? longest * batch.size() : sum;
    programNanos += end - begin;
  }

  void failed(int count) {
    failed += count;
  }

  void abandoned(int count) {
    abandoned += count;
  }

  void rejected() {
    rejected++;
  }

  EngineMetrics snapshot(int waiting) {
    return new EngineMetrics(
        sequences,
        failed,
        abandoned,
        rejected,
        waiting,
        batches,
        tokens,
        computedTokens,
        Duration.ofNanos(programNanos),
        Duration.ofNanos(queueNanos),
        Duration.ofNanos(longestQueueNanos));
  }
}
