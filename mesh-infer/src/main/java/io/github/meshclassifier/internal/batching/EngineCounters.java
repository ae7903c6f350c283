package io.github.meshclassifier.internal.batching;

import io.github.meshclassifier.infer.InferenceMetrics;
import java.time.Duration;
import java.util.List;

/** Counts what an engine does. Guarded by the engine's lock. */
final class EngineCounters {
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

  void computed(List<WaitingSequence> batch, long begin, long end) {
    int longest = 0;
    for (WaitingSequence sequence : batch) {
      longest = Math.max(longest, sequence.length());
      tokens += sequence.length();
      long waited = begin - sequence.since();
      queueNanos += waited;
      longestQueueNanos = Math.max(longestQueueNanos, waited);
    }
    sequences += batch.size();
    batches++;
    computedTokens += (long) longest * batch.size();
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

  InferenceMetrics snapshot(int waiting) {
    return new InferenceMetrics(
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
