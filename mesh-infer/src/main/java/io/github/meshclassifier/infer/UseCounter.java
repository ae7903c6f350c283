package io.github.meshclassifier.infer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a resource be closed while it is in use: new uses are refused at once, and the end of the
 * last use frees it. Thread-safe.
 */
final class UseCounter {
  /** The number of uses, plus one until the resource is closed. */
  private final AtomicInteger references = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable free;

  /**
   * Counts the uses of a resource.
   *
   * @param free frees it; called once, by whichever thread is the last
   */
  UseCounter(Runnable free) {
    this.free = free;
  }

  /** Begins a use; returns false if the resource is closed. */
  boolean tryAcquire() {
    return !closed.get() && references.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** Begins another use while one goes on, also of a closed resource. */
  void acquireAgain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      free.run();
    }
  }

  /** Refuses new uses, and frees the resource as soon as nobody uses it; idempotent. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }
}
