package io.github.meshclassifier.internal.engine;

import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads tensors on all processors: copying from the system's cache and getting fresh pages from it
 * keep one processor busy for most of the time that loading a model takes.
 */
final class ConcurrentReads {
  /** More threads than this would wait for memory and not for a processor. */
  private static final int MOST_THREADS = 8;

  private ConcurrentReads() {}

  /** Reads one tensor into memory that no other read touches. */
  @FunctionalInterface
  interface Read {
    void run() throws ModelLoadException;
  }

  /**
   * Runs all reads, some of them in the calling thread, and returns when none is running any more,
   * however they ended: only then may their memory be freed; throws the first failure, after which
   * no further read is begun.
   */
  static void run(List<Read> reads) throws ModelLoadException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement();
              i < reads.size() && failure.get() == null;
              i = next.getAndIncrement()) {
            try {
              reads.get(i).run();
            } catch (ModelLoadException | RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    int processors = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    List<Thread> helpers = new ArrayList<>();
    try {
      for (int i = 1; i < Math.min(processors, reads.size()); i++) {
        Thread helper = new Thread(work, "mesh-classifier-weights-" + i);
        helper.setDaemon(true);
        helper.start();
        helpers.add(helper);
      }
      work.run();
    } finally {
      joinAll(helpers);
    }
    Throwable first = failure.get();
    if (first instanceof ModelLoadException e) {
      throw e;
    }
    if (first instanceof RuntimeException e) {
      throw e;
    }
    if (first instanceof Error e) {
      throw e;
    }
  }

  private static void joinAll(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
