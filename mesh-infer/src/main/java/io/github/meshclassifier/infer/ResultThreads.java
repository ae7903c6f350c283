package io.github.meshclassifier.infer;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the futures of callers, which runs the actions that callers attached to them; these may
 * block for any length of time.
 *
 * <p>There are as many daemon threads as processors, at least two. While something waits and no
 * task has ended for {@link #PATIENCE}, all of them count as blocked, and threads are added. A
 * thread that has nothing to do ends after half a minute. Thread-safe.
 */
final class ResultThreads implements Executor {
  /** How long every thread has to be busy with one task before others are added. */
  static final Duration PATIENCE = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(ResultThreads.class);
  private static final int KEEP_SECONDS = 30;
  private static final ResultThreads SHARED =
      new ResultThreads(
          Math.max(2, Runtime.getRuntime().availableProcessors()), Timeouts::runAfter);

  private final int least;
  private final Timer timer;
  private final ThreadPoolExecutor pool;
  private final AtomicLong number = new AtomicLong();
  private final AtomicBoolean watched = new AtomicBoolean();

  /** Runs short tasks that never block. */
  @FunctionalInterface
  interface Timer {
    void runAfter(Duration delay, Runnable task);
  }

  /**
   * Makes threads of its own.
   *
   * @param least how many there are while none is blocked
   * @param timer checks whether they are blocked
   */
  ResultThreads(int least, Timer timer) {
    this.least = least;
    this.timer = timer;
    this.pool =
        new ThreadPoolExecutor(
            least,
            Integer.MAX_VALUE,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  /** Those of the process. */
  static ResultThreads shared() {
    return SHARED;
  }

  private Thread thread(Runnable task) {
    // Inherits neither thread-local values nor the class loader of the thread that happens to be
    // the first.
    Thread thread =
        new Thread(null, task, "mesh-classifier-results-" + number.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }

  /** Runs a task soon; on the calling thread if none can be started. */
  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.warn("No thread can be started to complete a prediction on: {}", e.toString());
      task.run();
      return;
    }
    watch();
  }

  int size() {
    return pool.getPoolSize();
  }

  private void watch() {
    if (!pool.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
      checkLater();
    }
  }

  private void checkLater() {
    long ended = pool.getCompletedTaskCount();
    timer.runAfter(PATIENCE, () -> check(ended));
  }

  /** Adds threads if tasks wait and none has ended meanwhile, up to twice as many as there are. */
  private void check(long endedBefore) {
    int waiting = pool.getQueue().size();
    if (waiting == 0) {
      pool.setCorePoolSize(least);
      watched.set(false);
      // A task may have been added while this still counted as watched.
      watch();
      return;
    }
    if (pool.getCompletedTaskCount() == endedBefore) {
      int threads = pool.getPoolSize();
      try {
        pool.setCorePoolSize(threads + Math.min(waiting, Math.max(1, threads)));
      } catch (OutOfMemoryError e) {
        LOG.warn(
            "{} threads are blocked by actions that depend on predictions: {}",
            threads,
            e.toString());
      }
    }
    checkLater();
  }
}
