package io.github.meshclassifier.internal.engine;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.model.InferenceException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Runs one model for any number of callers: what is submitted while a batch runs is gathered, and
 * the next batch takes from all of it. Nothing waits for a batch to fill: a sequence that comes
 * while nothing runs is computed at once. Thread-safe. Batches are computed by the runner alone;
 * the lock is held only while a batch is chosen or sequences are added.
 */
public final class BatchingEngine {
  /** Computes the logits of each sequence of a batch. */
  @FunctionalInterface
  public interface Program {
    float[][] logits(List<int[]> batch);
  }

  private final Program program;
  private final Executor runner;
  private final int tokensPerBatch;
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitingSequences waiting; // guarded by lock
  private final EngineCounters counters; // guarded by lock
  private boolean scheduled; // guarded by lock

  /**
   * Makes an engine that has nothing to do.
   *
   * @param program computes batches; called by the runner, one call at a time
   * @param runner runs one task after the other
   * @param padded whether the program pads the sequences of a batch to the longest
   * @param tokensPerBatch the most tokens of a batch, padding included; a longer sequence is alone
   */
  public BatchingEngine(Program program, Executor runner, boolean padded, int tokensPerBatch) {
    this.program = program;
    this.runner = runner;
    this.tokensPerBatch = tokensPerBatch;
    this.waiting = new WaitingSequences(padded);
    this.counters = new EngineCounters(padded);
  }

  /**
   * Submits sequences whose logits are wanted together.
   *
   * @param sequences token ids; at least one sequence, none empty
   * @param settled run exactly once when the engine has no more to do with them, before their
   *     logits are there; also if this method throws
   * @return their logits, in order; fails with an {@link InferenceException}, or with an {@link
   *     IllegalStateException} if the process is ending. Completing it, as by cancelling it,
   *     withdraws what has not begun
   */
  public CompletableFuture<float[][]> submit(
      List<int[]> sequences, Urgency urgency, Runnable settled) {
    return submit(sequences, urgency, settled, Integer.MAX_VALUE);
  }

  /**
   * Submits the sequences of one text unless too many wait.
   *
   * @param capacity how many interactive sequences may wait, these not counted
   * @throws RejectedExecutionException if so many wait already
   */
  public CompletableFuture<float[][]> submitWithin(
      int capacity, List<int[]> sequences, Runnable settled) {
    return submit(sequences, Urgency.INTERACTIVE, settled, capacity);
  }

  private CompletableFuture<float[][]> submit(
      List<int[]> sequences, Urgency urgency, Runnable settled, int capacity) {
    Submission submission = new Submission(sequences.size(), urgency, settled);
    boolean accepted;
    boolean start = false;
    lock.lock();
    try {
      if (waiting.interactive() >= capacity) {
        dropAbandoned();
      }
      accepted = waiting.interactive() < capacity;
      if (accepted) {
        long now = System.nanoTime();
        for (int i = 0; i < sequences.size(); i++) {
          waiting.add(new WaitingSequence(submission, i, sequences.get(i), now));
        }
        start = !scheduled;
        scheduled = true;
      } else {
        counters.rejected();
      }
    } finally {
      lock.unlock();
    }
    if (!accepted) {
      settled.run();
      throw new RejectedExecutionException(
          capacity
              + " texts wait for their prediction, which is the limit; try again later, or raise"
              + " queueCapacity");
    }
    if (start) {
      start();
    }
    return submission.result();
  }

  private void start() {
    try {
      runner.execute(this::runBatch);
    } catch (RuntimeException | Error e) {
      // The thread could not be started: without this, callers would wait for ever.
      InferenceException failure =
          new InferenceException("no thread can be started to compute on: " + e, e);
      for (WaitingSequence sequence : takeAll()) {
        sequence.submission().fail(failure);
      }
    }
  }

  private List<WaitingSequence> takeAll() {
    return locked(
        () -> {
          List<WaitingSequence> all = waiting.removeAll();
          counters.failed(all.size());
          scheduled = false;
          return all;
        });
  }

  /** Under the lock. */
  private void dropAbandoned() {
    List<WaitingSequence> abandoned = waiting.removeAbandoned();
    counters.abandoned(abandoned.size());
    abandoned.forEach(sequence -> sequence.submission().drop());
  }

  private void runBatch() {
    try {
      List<WaitingSequence> batch = choose();
      if (!batch.isEmpty()) {
        compute(batch);
      }
    } finally {
      if (hasMore()) {
        // Not in a loop, so that other models of the device get their turn.
        start();
      }
    }
  }

  private List<WaitingSequence> choose() {
    return locked(
        () -> {
          dropAbandoned();
          return waiting.nextBatch(tokensPerBatch);
        });
  }

  private boolean hasMore() {
    return locked(() -> scheduled = !waiting.isEmpty());
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Computes a batch; if it fails, its sequences one by one, so that only the faulty ones fail. */
  private void compute(List<WaitingSequence> batch) {
    long begin = System.nanoTime();
    float[][] logits;
    try {
      logits = program.logits(batch.stream().map(WaitingSequence::ids).toList());
    } catch (EngineException | OutOfMemoryError e) {
      if (batch.size() > 1) {
        batch.forEach(sequence -> compute(List.of(sequence)));
      } else {
        fail(batch, engineFailure(batch.get(0), e));
      }
      return;
    } catch (IllegalStateException e) {
      fail(batch, e);
      return;
    } catch (Throwable e) {
      fail(batch, new InferenceException("the computation failed: " + e, e));
      return;
    }
    long end = System.nanoTime();
    lock.lock();
    try {
      counters.computed(batch, begin, end);
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < logits.length; i++) {
      WaitingSequence sequence = batch.get(i);
      sequence.submission().deliver(sequence.index(), logits[i]);
    }
  }

  private void fail(List<WaitingSequence> batch, RuntimeException failure) {
    lock.lock();
    try {
      counters.failed(batch.size());
    } finally {
      lock.unlock();
    }
    batch.forEach(sequence -> sequence.submission().fail(failure));
  }

  private static InferenceException engineFailure(WaitingSequence sequence, Throwable cause) {
    return new InferenceException(
        "the native engine failed on a sequence of "
            + sequence.length()
            + " tokens: "
            + cause.getMessage()
            + "; if memory ran out, give the process more of it, or set maxTokens",
        cause);
  }

  public EngineMetrics metrics() {
    return locked(() -> counters.snapshot(waiting.size()));
  }
}
