package io.github.meshclassifier.model;

import java.time.Duration;

/**
 * What a classifier has done since it was loaded, for dashboards and alarms. A sequence is a text,
 * or one window of a text that was split.
 *
 * <p>Immutable and thread-safe. All figures are of one moment; those of an interval are the
 * difference of two snapshots.
 *
 * @param sequences sequences that were computed
 * @param failed sequences that the engine could not compute
 * @param abandoned sequences that were not computed because nobody waited for them any more: they
 *     were cancelled, ran out of time, or another sequence of the same call failed
 * @param rejected texts that were refused because too many waited
 * @param waiting sequences that wait now
 * @param batches batches that were computed
 * @param tokens tokens of the computed sequences, special tokens included
 * @param computedTokens the same with padding: rows times columns of all batches
 * @param programTime how long the program ran, in sum
 * @param queueTime how long computed sequences waited for their batch to begin, in sum
 * @param longestQueueTime the longest such time of one sequence
 */
public record InferenceMetrics(
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
    Duration longestQueueTime) {
  /**
   * Returns how many sequences shared a batch.
   *
   * @return the mean over batches, 0 if there was none
   */
  public double meanBatchSize() {
    return batches == 0 ? 0 : (double) sequences / (double) batches;
  }

  /**
   * Returns the speed of the program while it ran.
   *
   * @return tokens by second of program time, padding not counted; 0 before the first batch
   */
  public double tokensPerSecond() {
    return batches == 0 ? 0 : 1e9 * (double) tokens / (double) programTime.toNanos();
  }

  /**
   * Returns how long a sequence waited for its batch to begin.
   *
   * @return the mean over computed sequences, zero if there was none
   */
  public Duration meanQueueTime() {
    return sequences == 0 ? Duration.ZERO : queueTime.dividedBy(sequences);
  }

  /**
   * Returns what part of the work was padding.
   *
   * @return in [0, 1), 0 before the first batch
   */
  public double paddingShare() {
    return computedTokens == 0 ? 0 : 1 - (double) tokens / (double) computedTokens;
  }
}
