package io.github.meshclassifier.packaging;

import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/** The kinds of threads that applications call the library on. */
enum Threads {
  MAIN {
    @Override
    <T> T call(Callable<T> action) throws Exception {
      return action.call();
    }
  },
  /** Its context class loader sees nothing of a jar of jars. */
  COMMON_POOL {
    @Override
    <T> T call(Callable<T> action) throws Exception {
      // A task of the pool itself would wrap what the action throws once more.
      FutureTask<T> task = new FutureTask<>(action);
      ForkJoinPool.commonPool().execute(task);
      return task.get();
    }
  },
  /** A platform thread where the JDK has no virtual ones. */
  VIRTUAL {
    @Override
    <T> T call(Callable<T> action) throws Exception {
      FutureTask<T> task = new FutureTask<>(action);
      start(task);
      return task.get();
    }
  },
  NO_CONTEXT_CLASS_LOADER {
    @Override
    <T> T call(Callable<T> action) throws Exception {
      FutureTask<T> task = new FutureTask<>(action);
      Thread thread = new Thread(task);
      thread.setContextClassLoader(null);
      thread.start();
      return task.get();
    }
  },
  /** As one that waits for a future which is cancelled. */
  INTERRUPTED {
    @Override
    <T> T call(Callable<T> action) throws Exception {
      FutureTask<T> task =
          new FutureTask<>(
              () -> {
                Thread.currentThread().interrupt();
                return action.call();
              });
      new Thread(task).start();
      return task.get();
    }
  };

  abstract <T> T call(Callable<T> action) throws Exception;

  private static void start(Runnable task) throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      new Thread(task).start();
    } else {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
  }
}
