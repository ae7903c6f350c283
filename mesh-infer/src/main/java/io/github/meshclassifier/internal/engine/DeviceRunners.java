package io.github.meshclassifier.internal.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for each device, shared by all models of the process: batches of two models take turns
 * instead of competing for the same cores, and the native library keeps one set of worker threads.
 * Thread-safe.
 */
public final class DeviceRunners {
  private static final Map<String, Executor> RUNNERS = new ConcurrentHashMap<>();

  /** How long an idle thread is kept: with a new one, native worker threads are started again. */
  private static final int KEEP_SECONDS = 30;

  private DeviceRunners() {}

  /**
   * Returns the runner of a device, which runs tasks one after the other in the order given, on a
   * daemon thread.
   */
  public static Executor of(String device) {
    return RUNNERS.computeIfAbsent(device, DeviceRunners::start);
  }

  private static Executor start(String device) {
    ThreadPoolExecutor runner =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "mesh-classifier-" + device);
              thread.setDaemon(true);
              // This thread must not keep the classes of an undeployed application in memory.
              thread.setContextClassLoader(null);
              return thread;
            });
    runner.allowCoreThreadTimeOut(true);
    return runner;
  }
}
