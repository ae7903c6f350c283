package io.github.meshclassifier.internal.natives;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs what loads native libraries on a thread of its own.
 *
 * <p>DJL looks for its engine and its libraries with the context class loader. In a jar of jars,
 * that of the common pool's threads sees none of them. And a caller that is interrupted would leave
 * a library half unpacked.
 */
final class StartThread {
  private StartThread() {}

  /**
   * Calls an action and waits for it, however often the caller is interrupted; the interrupt flag
   * is set again afterwards.
   *
   * @param loader the context class loader that the action sees
   * @param action must not need a lock that the caller holds
   */
  static <T> T call(ClassLoader loader, Callable<T> action) throws Throwable {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(null, task, "native-start", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
