package io.github.meshclassifier.infer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends what takes too long, by one daemon thread of the process that runs no code of callers.
 * Thread-safe.
 */
final class Timeouts {
  private static final ScheduledThreadPoolExecutor TIMER = start();

  private Timeouts() {}

  private static ScheduledThreadPoolExecutor start() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "mesh-classifier-timeouts");
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
    timer.setKeepAliveTime(30, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * Fails a result with a {@link TimeoutException} unless it is there in time.
   *
   * @param result a future whose dependent actions do not block
   * @return the timer, to be cancelled when the result is there
   */
  static Future<?> after(Duration timeout, CompletableFuture<?> result) {
    return TIMER.schedule(
        () ->
            result.completeExceptionally(
                new TimeoutException("no prediction within " + inWords(timeout))),
        nanoseconds(timeout),
        TimeUnit.NANOSECONDS);
  }

  /** Runs a short task that never blocks. */
  @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail and is never cancelled
  static void runAfter(Duration delay, Runnable task) {
    TIMER.schedule(task, nanoseconds(delay), TimeUnit.NANOSECONDS);
  }

  /**
   * Returns a duration in nanoseconds, at most about 146 years, so that the timer's sum does not
   * overflow.
   */
  private static long nanoseconds(Duration time) {
    return Math.min(TimeUnit.NANOSECONDS.convert(time), Long.MAX_VALUE / 2);
  }

  private static String inWords(Duration time) {
    long milliseconds = TimeUnit.MILLISECONDS.convert(time);
    return milliseconds > 0 ? milliseconds + " ms" : time.toNanos() + " ns";
  }
}
