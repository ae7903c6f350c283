package io.github.meshclassifier.internal.natives;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native engine: started once per process, prepared on every thread that runs a program.
 * Thread-safe.
 */
public final class PyTorch {
  private static final Logger LOG = LoggerFactory.getLogger(PyTorch.class);
  private static final String OFFLINE = "ai.djl.offline";
  private static final String NUM_THREADS = "ai.djl.pytorch.num_threads";

  /** How long the engine has to be idle at the end of the process before it takes no more work. */
  private static final Duration IDLE = Duration.ofMillis(50);

  /** How long an application's own shutdown hooks may go on computing. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** Longer than any batch or training step takes, also on a busy machine. */
  private static final Duration LAST_BATCH = Duration.ofMinutes(10);

  /**
   * What the end of the process waits for while computations are still accepted; guarded by itself.
   */
  private static final Set<Runnable> BEFORE_END = new LinkedHashSet<>();

  /**
   * Held for reading during each computation; held for writing, and never released, when the
   * process ends.
   */
  private static final StampedLock COMPUTING = new StampedLock();

  private static boolean beginningToEnd; // guarded by BEFORE_END
  private static volatile boolean ending;
  private static volatile @Nullable Engine started;

  private PyTorch() {}

  /**
   * Starts the engine if it is not running, and prepares the calling thread to run programs; throws
   * InferenceException if the native library cannot be loaded; the message says what to do.
   */
  public static Engine engine() {
    Engine engine = started;
    if (engine == null) {
      engine = start();
    }
    // TorchScript's profiling executor compiles anew for every shape and cannot differentiate
    // mixed precision. Its switch belongs to the native thread, which virtual threads share.
    JniUtils.setGraphExecutorOptimize(false);
    return engine;
  }

  /**
   * Runs a computation that the end of the process waits for: the native library frees its state
   * when the process exits, and a thread that still computes in it would crash.
   *
   * @param computation calls the engine; must not end the process itself
   * @throws IllegalStateException if the process is ending
   */
  public static <T> T compute(Supplier<T> computation) {
    engine();
    if (ending) {
      throw new IllegalStateException("the process is ending, no computation can start");
    }
    long stamp = COMPUTING.readLock();
    try {
      return computation.get();
    } finally {
      COMPUTING.unlockRead(stamp);
    }
  }

  /** Takes back what {@link #beforeEnd} was given. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Has an action run when the process begins to end, while computations are still accepted. The
   * process goes on ending when the action is done, so it should be bounded in time.
   *
   * @param action runs on a thread of its own
   * @return to be closed when the end of the process need not wait any more
   * @throws IllegalStateException if the process is ending
   */
  public static Registration beforeEnd(Runnable action) {
    synchronized (BEFORE_END) {
      if (beginningToEnd) {
        throw new IllegalStateException("the process is ending, nothing can begin");
      }
      BEFORE_END.add(action);
    }
    return () -> {
      synchronized (BEFORE_END) {
        BEFORE_END.remove(action);
      }
    };
  }

  private static void runBeforeEnd() {
    List<Thread> threads;
    synchronized (BEFORE_END) {
      beginningToEnd = true;
      threads = BEFORE_END.stream().map(action -> new Thread(action, "before-end")).toList();
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the application finish what it has begun, then keeps all threads out of the engine. */
  private static void finishComputing() {
    runBeforeEnd();
    long begin = System.nanoTime();
    long lastBusy = begin;
    try {
      while (System.nanoTime() - lastBusy < IDLE.toNanos()
          && System.nanoTime() - begin < DRAIN.toNanos()) {
        Thread.sleep(5);
        if (COMPUTING.isReadLocked()) {
          lastBusy = System.nanoTime();
        }
      }
      ending = true;
      if (COMPUTING.tryWriteLock(LAST_BATCH.toSeconds(), TimeUnit.SECONDS) == 0) {
        LOG.warn("A computation goes on although the process is ending; the process may crash");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * PyTorch counts the processors of the machine; a container may have fewer, and more threads than
   * processors are far slower.
   */
  private static void limitThreads() {
    if (System.getProperty(NUM_THREADS) != null || System.getenv("OMP_NUM_THREADS") != null) {
      return;
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (JniUtils.getNumThreads() > processors) {
      JniUtils.setNumThreads(processors);
    }
    LOG.debug("PyTorch computes with {} threads", JniUtils.getNumThreads());
  }

  private static synchronized Engine start() {
    Engine engine = started;
    if (engine == null) {
      stayOffline();
      engine = PyTorchNatives.start();
      limitThreads();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(PyTorch::finishComputing, "finish-computing"));
      started = engine;
    }
    return engine;
  }

  /**
   * Keeps DJL off the network unless the application set {@code ai.djl.offline} itself: DJL would
   * look for native libraries there and report its use.
   */
  public static void stayOffline() {
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
  }
}
