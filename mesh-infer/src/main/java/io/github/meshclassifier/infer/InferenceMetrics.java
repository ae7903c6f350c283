package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.engine.EngineMetrics;
import java.time.Duration;

/**
 * What a classifier has done since it was loaded, for dashboards and alarms. A sequence is a text,
 * or one window of a text that was split.
 *
 * <p>Immutable and thread-safe. All figures are of one moment; those of an interval are the
 * difference of two snapshots.
 */
public final class InferenceMetrics {
  private final EngineMetrics engine;

  InferenceMetrics(EngineMetrics engine) {
    this.engine = engine;
  }

  /**
   * Returns how many sequences were computed.
   *
   * @return the number
   */
  public long sequences() {
    return engine.sequences();
  }

  /**
   * Returns how many sequences the engine could not compute.
   *
   * @return the number
   */
  public long failed() {
    return engine.failed();
  }

  /**
   * Returns how many sequences were not computed because nobody waited for them any more: they were
   * cancelled, ran out of time, or another sequence of the same call failed.
   *
   * @return the number
   */
  public long abandoned() {
    return engine.abandoned();
  }

  /**
   * Returns how many texts were refused because too many waited.
   *
   * @return the number
   */
  public long rejected() {
    return engine.rejected();
  }

  /**
   * Returns how many sequences wait now.
   *
   * @return the number
   */
  public int waiting() {
    return engine.waiting();
  }

  /**
   * Returns how many batches were computed.
   *
   * @return the number
   */
  public long batches() {
    return engine.batches();
  }

  /**
   * Returns how many tokens the computed sequences had.
   *
   * @return the number, special tokens included
   */
  public long tokens() {
    return engine.tokens();
  }

  /**
   * Returns how many tokens were computed, padding included.
   *
   * @return rows times columns of all batches
   */
  public long computedTokens() {
    return engine.computedTokens();
  }

  /**
   * Returns how long the program ran.
   *
   * @return the sum over batches
   */
  public Duration programTime() {
    return engine.programTime();
  }

  /**
   * Returns how long computed sequences waited for their batch to begin.
   *
   * @return the sum over sequences
   */
  public Duration queueTime() {
    return engine.queueTime();
  }

  /**
   * Returns the longest time that a sequence waited for its batch to begin.
   *
   * @return the time, zero if there was none
   */
  public Duration longestQueueTime() {
    return engine.longestQueueTime();
  }

  /**
   * Returns how many sequences shared a batch.
   *
   * @return the mean over batches, 0 if there was none
   */
  public double meanBatchSize() {
    return batches() == 0 ? 0 : (double) sequences() / (double) batches();
  }

  /**
   * Returns the speed of the program while it ran.
   *
   * @return tokens by second of program time, padding not counted; 0 before the first batch
   */
  public double tokensPerSecond() {
    return batches() == 0 ? 0 : 1e9 * (double) tokens() / (double) programTime().toNanos();
  }

  /**
   * Returns how long a sequence waited for its batch to begin.
   *
   * @return the mean over computed sequences, zero if there was none
   */
  public Duration meanQueueTime() {
    return sequences() == 0 ? Duration.ZERO : queueTime().dividedBy(sequences());
  }

  /**
   * Returns what part of the work was padding.
   *
   * @return in [0, 1), 0 before the first batch
   */
  public double paddingShare() {
    return computedTokens() == 0 ? 0 : 1 - (double) tokens() / (double) computedTokens();
  }

  /** Returns the figures with their names. */
  @Override
  public String toString() {
    return engine.toString().replaceFirst("EngineMetrics", "InferenceMetrics");
  }
}
