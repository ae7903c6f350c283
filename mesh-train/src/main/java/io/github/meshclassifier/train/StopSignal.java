package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.natives.PyTorch;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a run to stop where it can be resumed: its thread was interrupted, or the process is ending,
 * which waits for the run until this is closed. Belongs to the thread that opened it.
 */
final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /** Longer than a step and a checkpoint take; whoever ends the process can still kill it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Thread runner = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final PyTorch.Registration end;
  private volatile boolean ending;
  private boolean interrupted;

  private StopSignal() {
    end = PyTorch.beforeEnd(this::awaitStop);
  }

  /**
   * Begins to listen, on the thread of the run.
   *
   * @throws IllegalStateException if the process is ending already
   */
  static StopSignal open() {
    return new StopSignal();
  }

  private void awaitStop() {
    ending = true;
    long begin = System.nanoTime();
    try {
      while (!closed.await(100, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - begin > PATIENCE.toNanos() || endsTheProcess()) {
          LOG.warn("The process ends before the training run could save a checkpoint");
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A listener that calls System.exit waits for the shutdown hooks, and so never comes back. */
  private boolean endsTheProcess() {
    return Arrays.stream(runner.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
  }

  boolean isRaised() {
    return ending || interrupted || runner.isInterrupted();
  }

  /** Why the run is to stop, for a message. */
  String reason() {
    return ending ? "the process is ending" : "its thread was interrupted";
  }

  @FunctionalInterface
  interface FileAction {
    void run() throws IOException;
  }

  /**
   * Runs an action to its end although the thread is or gets interrupted, which would close the
   * file being written. The action must clear away what it has begun when it fails.
   */
  void uninterrupted(FileAction action) throws IOException {
    while (true) {
      interrupted |= Thread.interrupted();
      try {
        action.run();
        return;
      } catch (ClosedByInterruptException e) {
        interrupted = true;
      }
    }
  }

  /** Lets the process end, and leaves the thread interrupted if it was. */
  @Override
  public void close() {
    end.close();
    closed.countDown();
    if (interrupted) {
      runner.interrupt();
    }
  }
}
