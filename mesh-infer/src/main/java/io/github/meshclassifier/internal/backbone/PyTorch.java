package io.github.meshclassifier.internal.backbone;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The native engine: started once per process, prepared once per thread.
 *
 * <p>Thread-safe.
 */
public final class PyTorch {
  private static final String OFFLINE = "ai.djl.offline";
  private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(PyTorch::prepare);

  private PyTorch() {}

  /**
   * Starts the engine if it is not running and prepares the calling thread to run programs.
   *
   * @return the engine
   */
  public static Engine engine() {
    Engine engine = Holder.ENGINE;
    PREPARED.get();
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

  private static Boolean prepare() {
    // TorchScript's profiling executor, a thread-local switch, compiles anew for every shape and
    // cannot differentiate mixed precision.
    JniUtils.setGraphExecutorOptimize(false);
    return true;
  }

  private static final class Holder {
    static final Engine ENGINE = start();

    private static Engine start() {
      stayOffline();
      return Engine.getEngine("PyTorch");
    }
  }
}
