package io.github.meshclassifier.internal.natives;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs what loads native libraries on a thread of its own.
 *
 * <p>DJL looks for its engine and its libraries with the context class loader, which in a jar of
 * jars is one that sees none of them on the threads of the common pool; and a caller that is
 * interrupted would leave the unpacking of a library half done.
 */
final class StartThread {
  private StartThread() {}

  /**
   * Calls an action and waits for it, however often the caller is interrupted; an interrupt is
   * there again afterwards.
   *
   * @param loader the context class loader that the action sees
   * @param action must not need a lock that the caller holds
   * @param <T> what it gives
   * @return what it gave
   * @throws Throwable what the action threw
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
